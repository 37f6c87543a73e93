using System.Globalization;
using Gateway.Policies.RateLimit.Windows;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// A rule's items of the RateLimit-Policy and RateLimit fields (draft-ietf-httpapi-ratelimit-headers-11 sections 3 and 4): lists of strings
/// with integer parameters (RFC 9651).
/// </summary>
internal sealed class RateLimitHeaderFormat
{
    private readonly string _prefix;
    private readonly decimal _secondsPerPermit;

    public RateLimitHeaderFormat(BucketRule rule)
    {
        _prefix = $"\"{rule.Name}\";r=";
        if (rule.Periods is not null)
        {
            // All of the quota is there at the beginning: what is left need not be spread. A day of the calendar has no fixed length.
            PolicyItem = rule.Periods is FixedWindow && rule.Window >= TimeSpan.FromDays(1)
                ? string.Create(CultureInfo.InvariantCulture, $"\"{rule.Name}\";q={rule.Burst}")
                : string.Create(CultureInfo.InvariantCulture, $"\"{rule.Name}\";q={rule.Burst};w={WholeSeconds(rule.Window)}");
            return;
        }

        _secondsPerPermit = (decimal)rule.Window.Ticks / TimeSpan.TicksPerSecond / rule.Permits;
        // The window has whole seconds only (section 3.1.3): a shorter or broken one is stated as the next whole one with its share of permits.
        var window = WholeSeconds(rule.Window);
        var quota = rule.Permits * (Int128)window * TimeSpan.TicksPerSecond / rule.Window.Ticks;
        PolicyItem = string.Create(CultureInfo.InvariantCulture, $"\"{rule.Name}\";q={quota};w={window}");
    }

    /// <summary>The rule's item of RateLimit-Policy: the same on every response.</summary>
    public string PolicyItem { get; }

    /// <summary>Seconds, rounded up: a client that waits them is not refused for having come a moment early.</summary>
    public static long WholeSeconds(TimeSpan time) => (time.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    /// <summary>
    /// The rule's item of RateLimit behind the items that earlier stages gave. The effective window "t" is the time to the next admission
    /// while the bucket is too low, so that it never exceeds Retry-After (section 6); else the time until it is full, or in which what is
    /// left would refill if that is longer, so that a client that divides r by t keeps to the sustained rate (section 8.5).
    /// </summary>
    public string Item(string? earlier, in RateLimitVerdict verdict)
    {
        var seconds = verdict.RetryAfter > TimeSpan.Zero
            ? WholeSeconds(verdict.RetryAfter)
            : Math.Max(1, Math.Max(WholeSeconds(verdict.FullIn), (long)decimal.Ceiling(verdict.Remaining * _secondsPerPermit)));
        return earlier is null
            ? string.Create(CultureInfo.InvariantCulture, $"{_prefix}{verdict.Remaining};t={seconds}")
            : string.Create(CultureInfo.InvariantCulture, $"{earlier}, {_prefix}{verdict.Remaining};t={seconds}");
    }
}
