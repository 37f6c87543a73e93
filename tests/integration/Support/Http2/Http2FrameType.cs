namespace Gateway.IntegrationTests.Support;

/// <summary>Frame types of RFC 9113 section 6; any other byte can be cast.</summary>
public enum Http2FrameType
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    RstStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}
