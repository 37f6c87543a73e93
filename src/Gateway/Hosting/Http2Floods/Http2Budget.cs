namespace Gateway.Hosting.Http2Floods;

/// <summary>
/// What one HTTP/2 connection may spend on frames that carry nothing: refilled with time, and earned back by responses. Kestrel bounds
/// streams, headers and windows, but answers any number of PING and SETTINGS, reads any number of PRIORITY, WINDOW_UPDATE, empty DATA and
/// CONTINUATION, and lets a request begin for each one that is reset (CVE-2019-9511 to 9518, CVE-2023-44487, CVE-2025-8671).
/// </summary>
/// <remarks>Frames come in on one thread and go out on another.</remarks>
internal sealed class Http2Budget
{
    // A client that opens a page sends some at once. Resets are dearer: each has cost a request.
    private const int ControlSeconds = 2;
    private const int ResetSeconds = 10;

    // A response is worth the PRIORITY and WINDOW_UPDATE frames around it. A client that takes it in crumbs earns nothing (CVE-2019-9511).
    private const double CreditOfHeaders = 4;
    private const double CreditOfData = 2;
    private const double CreditOfByte = 1.0 / 1024;
    private const int Crumb = 16;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly double _controlPerSecond;
    private readonly double _resetsPerSecond;
    private double _control;
    private double _resets;
    private long _refilled;

    public Http2Budget(int controlFramesPerSecond, int resetsPerSecond, TimeProvider time)
    {
        _time = time;
        (_controlPerSecond, _resetsPerSecond) = (controlFramesPerSecond, resetsPerSecond);
        (_control, _resets) = (_controlPerSecond * ControlSeconds, _resetsPerSecond * ResetSeconds);
        _refilled = time.GetTimestamp();
    }

    /// <summary>What was overspent: the reason in event and metric; null while there is something left.</summary>
    public string? Overspent { get; private set; }

    /// <summary>Takes what a frame of the client costs.</summary>
    public void Spend(in Http2FrameHead frame)
    {
        var cost = CostOf(frame);
        if (cost == 0) return;
        lock (_lock)
        {
            Refill();
            if (frame.Type == Http2FrameTypes.RstStream) _resets -= cost;
            else _control -= cost;
            Settle();
        }
    }

    /// <summary>Gives back what a frame to the client is worth, or takes the cost of a reset that the client has provoked.</summary>
    public void Earn(in Http2FrameHead frame)
    {
        if (frame.Type is not (Http2FrameTypes.Data or Http2FrameTypes.Headers or Http2FrameTypes.RstStream)) return;
        lock (_lock)
        {
            Refill();
            if (frame.Type == Http2FrameTypes.RstStream && IsProvoked(frame.ErrorCode)) _resets--;
            if (frame.Type == Http2FrameTypes.Headers) _control += CreditOfHeaders;
            if (frame is { Type: Http2FrameTypes.Data, Length: >= Crumb }) _control += CreditOfData + (frame.Length * CreditOfByte);
            if (frame.EndsStream) _resets++;
            Settle();
        }
    }

    // The server walks through all streams for a changed window, so a frame full of settings costs more than an empty one.
    private static double CostOf(in Http2FrameHead frame) => frame.Type switch
    {
        Http2FrameTypes.Headers => 0,
        Http2FrameTypes.Data => !frame.EndsStream && (frame.Length == 0 || frame.IsPadded) ? 1 : 0,
        Http2FrameTypes.RstStream => 1,
        Http2FrameTypes.Settings => 1 + (frame.Length / 36),
        _ => 1 + (frame.Length / 1024),
    };

    // Our own failures (INTERNAL_ERROR, CANCEL) and the polite end of a request that was answered early (NO_ERROR) are not the client's doing.
    private static bool IsProvoked(uint code) => code is not (0x0 or 0x2 or 0x8 or 0xa or 0xd);

    private void Refill()
    {
        var now = _time.GetTimestamp();
        var seconds = _time.GetElapsedTime(_refilled, now).TotalSeconds;
        _refilled = now;
        _control += seconds * _controlPerSecond;
        _resets += seconds * _resetsPerSecond;
        Cap();
    }

    private void Cap()
    {
        _control = Math.Min(_control, _controlPerSecond * ControlSeconds);
        _resets = Math.Min(_resets, _resetsPerSecond * ResetSeconds);
    }

    private void Settle()
    {
        Cap();
        if (_control < 0) Overspent ??= "http2-control-frames";
        if (_resets < 0) Overspent ??= "http2-resets";
    }
}
