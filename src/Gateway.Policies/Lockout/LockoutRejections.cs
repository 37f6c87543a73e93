using System.Globalization;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Lockout;

/// <summary>The refusals. All 429s are alike: neither which limit it was nor whether it is a delay or a lock is anybody's business but the operator's.</summary>
internal static class LockoutRejections
{
    /// <summary>gRPC-Web has its status in the content, so that nobody here would know whether the guess was right.</summary>
    public static readonly Rejection NotCounted = new() { Status = StatusCodes.Status415UnsupportedMediaType, Title = "Unsupported Media Type", Reason = "grpc-web-not-counted" };

    /// <param name="refusal">Anything but None.</param>
    /// <param name="wait">Milliseconds until it is worth another try.</param>
    /// <param name="by">The count that refused; for the event alone.</param>
    public static Rejection For(LockoutRefusal refusal, long wait, in LockoutKey by) => new()
    {
        Status = refusal is LockoutRefusal.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests,
        Title = refusal is LockoutRefusal.Unavailable ? "Service Unavailable" : "Too Many Requests",
        Reason = refusal switch
        {
            LockoutRefusal.Delayed => "attempt-delayed",
            LockoutRefusal.InFlight => "attempts-in-flight",
            LockoutRefusal.Locked => "locked-out",
            LockoutRefusal.Unavailable => "store-unavailable",
            _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "no refusal"),
        },
        Note = string.Create(CultureInfo.InvariantCulture, $"{(by.Limit is LockoutLimit.Account ? "account and network" : "network")}, id {by.Name:x32}"),
        Headers = [RetryAfter(wait)],
    };

    // Rounded up: whoever comes back after so many seconds must not be too early.
    private static KeyValuePair<string, StringValues> RetryAfter(long wait) =>
        new("Retry-After", Math.Max(1, (wait + 999) / 1000).ToString(CultureInfo.InvariantCulture));
}
