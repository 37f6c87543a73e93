namespace Gateway.IntegrationTests.Support;

/// <summary>How the frame-level client behaves by itself; all of it can be switched off to misbehave by hand.</summary>
public sealed record Http2Options
{
    /// <summary>The client's SETTINGS, sent after the preface. Null sends neither preface nor SETTINGS.</summary>
    public IReadOnlyDictionary<Http2Setting, uint>? Settings { get; init; } = new Dictionary<Http2Setting, uint>
    {
        [Http2Setting.EnablePush] = 0,
        [Http2Setting.InitialWindowSize] = 1024 * 1024,
    };

    /// <summary>Acknowledge SETTINGS and PING.</summary>
    public bool Acknowledges { get; init; } = true;

    /// <summary>Give the window back for every DATA frame; off makes a client that reads nothing more once the window is full.</summary>
    public bool UpdatesWindows { get; init; } = true;

    public TimeSpan Timeout { get; init; } = Deadline.Default;
}
