namespace Gateway.Policies.RateLimit;

/// <summary>A take whose real cost the backend will tell: what an exchange remembers until the head of the response.</summary>
/// <param name="Tier">What was taken from.</param>
/// <param name="Take">What was taken beforehand.</param>
/// <param name="Store">The store that gave it.</param>
/// <param name="TakenAt">A timestamp from before the take.</param>
/// <param name="IsReturnable">The store that would give back is the one that was paid.</param>
/// <param name="Next">The charge of the next rule.</param>
internal sealed record PendingCharge(RuleTier Tier, RateLimitTake Take, IRateLimitStore Store, long TakenAt, bool IsReturnable, PendingCharge? Next);
