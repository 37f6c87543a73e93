namespace Gateway.Policies.Configuration;

/// <summary>The names of YARP's transforms: the member of a transform that says which one it is. YARP keeps them to itself.</summary>
internal static class TransformNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "PathPrefix", "PathRemovePrefix", "PathSet", "PathPattern", "QueryValueParameter", "QueryRouteParameter", "QueryRemoveParameter",
        "RequestHeader", "RequestHeaderRemove", "RequestHeaderRouteValue", "RequestHeaderOriginalHost", "RequestHeadersCopy",
        "RequestHeadersAllowed", "ResponseHeader", "ResponseHeaderRemove", "ResponseHeadersCopy", "ResponseHeadersAllowed", "ResponseTrailer",
        "ResponseTrailerRemove", "ResponseTrailersCopy", "ResponseTrailersAllowed", "HttpMethodChange", "X-Forwarded", "Forwarded", "ClientCert",
    ];
}
