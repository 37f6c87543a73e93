namespace Gateway.IntegrationTests.Support;

/// <summary>Header lists of well-formed requests, as a start for ill-formed ones.</summary>
public static class Http2Headers
{
    public static List<(string Name, string Value)> Request(
        string method, string path, string authority = "localhost", string scheme = "https", params (string Name, string Value)[] more) =>
        [(":method", method), (":scheme", scheme), (":authority", authority), (":path", path), .. more];

    public static List<(string Name, string Value)> Get(string path, params (string Name, string Value)[] more) =>
        Request("GET", path, more: more);

    /// <summary>An extended CONNECT that opens a WebSocket.</summary>
    public static List<(string Name, string Value)> WebSocket(
        string path, string authority = "localhost", string scheme = "https", params (string Name, string Value)[] more) =>
        [
            (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", scheme), (":authority", authority), (":path", path),
            ("sec-websocket-version", "13"), .. more,
        ];
}
