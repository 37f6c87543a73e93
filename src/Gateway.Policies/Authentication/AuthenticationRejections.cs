using System.Globalization;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Authentication;

/// <summary>The refusals of a route's authentication. Outside, every credential that is not accepted looks the same.</summary>
internal sealed class AuthenticationRejections(string[] challenges)
{
    private static readonly KeyValuePair<string, StringValues>[] SoonAgain = [new("Retry-After", "5")];

    private readonly KeyValuePair<string, StringValues>[] _challenge = [new("WWW-Authenticate", challenges)];

    public Rejection Ambiguous { get; } = new()
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "Ambiguous credentials",
        Reason = "credentials-ambiguous",
        Detail = "Send exactly one credential.",
    };

    public Rejection Missing { get; } = new()
    {
        Status = StatusCodes.Status401Unauthorized,
        Title = "Authentication required",
        Reason = "credential-missing",
        Headers = [new("WWW-Authenticate", challenges)],
    };

    public Rejection Invalid(string reason) => new()
    {
        Status = StatusCodes.Status401Unauthorized,
        Title = "Authentication failed",
        Reason = reason,
        Headers = _challenge,
    };

    public static Rejection Unavailable(string reason) => new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Title = "Authentication unavailable",
        Reason = reason,
        Headers = SoonAgain,
    };

    public static Rejection BudgetExhausted(TimeSpan retryAfter) => new()
    {
        Status = StatusCodes.Status429TooManyRequests,
        Title = "Too many failed authentications",
        Reason = "failure-budget-exhausted",
        Headers = [new("Retry-After", Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture))],
    };
}
