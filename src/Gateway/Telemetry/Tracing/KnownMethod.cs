namespace Gateway.Telemetry.Tracing;

/// <summary>Methods as telemetry has them: those of RFC 9110 and PATCH; everything else is one word, so that clients cannot make up names.</summary>
internal static class KnownMethod
{
    private const string Other = "_OTHER";

    public static string Of(string method) => method switch
    {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        "CONNECT" => "CONNECT",
        "TRACE" => "TRACE",
        _ => Other,
    };

    public static string SpanName(string method) => method == Other ? "HTTP" : method;
}
