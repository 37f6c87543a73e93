using Gateway.LoadTests.Drivers;

namespace Gateway.LoadTests.Routes;

/// <summary>One reload under load, in microseconds since 1970.</summary>
/// <param name="Asked">When the file was about to be replaced.</param>
/// <param name="Served">When the gateway said that the new configuration serves.</param>
internal readonly record struct ReloadMoment(long Asked, long Served)
{
    private const long Second = 1_000_000;

    public double Milliseconds => (Served - Asked) / 1000.0;

    /// <summary>The second from when it was asked for, or longer when it took longer.</summary>
    public (long From, long To) Window => (Asked, Math.Max(Asked + Second, Served));

    /// <summary>What it may still have an effect on, like what its garbage costs.</summary>
    public (long From, long To) Aftermath => (Asked, Window.To + Second);
}

/// <summary>Latencies of one second of the load.</summary>
internal readonly record struct SecondOfLoad(double P99Milliseconds, double HighestMilliseconds, int Requests);

/// <summary>Sorts the requests of a paced load into the seconds of reloads and quiet ones.</summary>
internal static class ReloadLatencies
{
    private const long Second = 1_000_000;

    // Connections are opened in the first ones, with a handshake each.
    private const int OpeningSeconds = 2;

    /// <summary>What the requests saw that were under way at some time in the second of each reload.</summary>
    public static List<SecondOfLoad> OfReloads(IReadOnlyCollection<TimedRequest> requests, IEnumerable<ReloadMoment> reloads) =>
        [.. reloads.Select(r => Of(requests.Where(q => q.Start < r.Window.To && q.End > r.Window.From)))];

    /// <summary>The same of every whole second that no reload and no aftermath of one reaches into.</summary>
    public static List<SecondOfLoad> OfQuiet(IReadOnlyCollection<TimedRequest> requests, IReadOnlyCollection<ReloadMoment> reloads)
    {
        if (requests.Count == 0) return [];
        var (first, last) = (requests.Min(static q => q.Start) + OpeningSeconds * Second, requests.Max(static q => q.End));
        var quiet = new List<SecondOfLoad>();
        for (var from = first; from + Second <= last; from += Second)
        {
            var (start, end) = (from, from + Second);
            if (reloads.Any(r => r.Aftermath.From < end && r.Aftermath.To > start)) continue;
            quiet.Add(Of(requests.Where(q => q.Start < end && q.End > start)));
        }

        return quiet;
    }

    private static SecondOfLoad Of(IEnumerable<TimedRequest> requests)
    {
        var sorted = requests.Select(static q => q.Duration).Order().ToArray();
        return sorted.Length == 0 ? default : new(sorted[(int)Math.Ceiling(sorted.Length * 0.99) - 1] / 1000.0, sorted[^1] / 1000.0, sorted.Length);
    }
}
