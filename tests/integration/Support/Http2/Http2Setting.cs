namespace Gateway.IntegrationTests.Support;

/// <summary>Settings of RFC 9113 section 6.5.2 and RFC 8441.</summary>
public enum Http2Setting
{
    None = 0,
    HeaderTableSize = 1,
    EnablePush = 2,
    MaxConcurrentStreams = 3,
    InitialWindowSize = 4,
    MaxFrameSize = 5,
    MaxHeaderListSize = 6,
    EnableConnectProtocol = 8,
}
