namespace Gateway.IntegrationTests.Support;

/// <summary>The version that a client speaks.</summary>
public enum WireProtocol
{
    Http1,
    Http2,
}
