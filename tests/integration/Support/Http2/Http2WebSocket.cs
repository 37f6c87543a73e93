using System.Net.WebSockets;

namespace Gateway.IntegrationTests.Support;

/// <summary>The outcome of an extended CONNECT (RFC 8441): a socket after a 200, else the refusal.</summary>
public sealed record Http2WebSocket(Http2Stream Stream, Http2Response Response, WebSocket? Socket);
