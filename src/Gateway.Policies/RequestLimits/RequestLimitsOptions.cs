using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.RequestLimits;

/// <summary>What a request may look like: method, content type, sizes and counts before authentication, the structure of JSON bodies after authorization.</summary>
public sealed class RequestLimitsOptions : PolicyOptions
{
    /// <summary>Allowed methods, compared exactly; others get 405. Default: the methods that the route matches; any when it lists none.</summary>
    [AllowedCount(1, 32)]
    [AllowedPattern(@"^[A-Z][A-Z-]{0,31}$", "an HTTP method in upper case")]
    public List<string>? Methods { get; set; }

    /// <summary>Media types that a body may have, exact or "type/*"; others, and a body without a type, get 415. Default: any.</summary>
    [AllowedCount(1, 64)]
    [AllowedPattern(@"^[a-z0-9!#$&^_.+-]{1,64}/(\*|[a-z0-9!#$&^_.+-]{1,64})$", "a media type in lower case without parameters, or \"type/*\"")]
    public List<string>? ContentTypes { get; set; }

    /// <summary>The largest body, as it is sent; a larger one gets 413, chunked or not. Default: 1MiB. Streams (gRPC) count as one body.</summary>
    [ByteSize]
    [AllowedRange(0, 1L << 40)]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Refuse (411) bodies that do not say their length, such as chunked ones. Default: false.</summary>
    public bool RequireContentLength { get; set; }

    /// <summary>Let GET and HEAD carry a body. Its meaning is undefined (RFC 9110 section 9.3.1), caches ignore it, and smuggling likes it. Default: false (400).</summary>
    public bool AllowGetBody { get; set; }

    /// <summary>The most header fields; more get 431. The listener's own limit holds, too. Default: 100.</summary>
    [AllowedRange(1, 10_000)]
    public int MaxHeaderCount { get; set; } = 100;

    /// <summary>
    /// The longest value of one header field in characters; a longer one gets 431. Default: none beyond the listener's limit on all
    /// fields together, because looking at each field costs an allocation.
    /// </summary>
    [ByteSize]
    [AllowedRange(64, 1 << 20)]
    public long? MaxHeaderBytes { get; set; }

    /// <summary>The longest path as it is sent; a longer one gets 414. Default: 4KiB.</summary>
    [ByteSize]
    [AllowedRange(1, 1 << 20)]
    public long MaxPathBytes { get; set; } = 4 << 10;

    /// <summary>The longest query string as it is sent, with its "?"; a longer one gets 414. Default: 4KiB.</summary>
    [ByteSize]
    [AllowedRange(0, 1 << 20)]
    public long MaxQueryBytes { get; set; } = 4 << 10;

    /// <summary>The most query parameters, counted as parts between "&amp;"; more get 400. Default: 100.</summary>
    [AllowedRange(0, 10_000)]
    public int MaxQueryParameters { get; set; } = 100;

    /// <summary>
    /// Refuse (400) a query parameter that stands twice, in any case and however encoded: servers differ in which one counts. Default: false,
    /// because many APIs take lists that way.
    /// </summary>
    public bool RejectDuplicateQueryParameters { get; set; }

    /// <summary>The largest decompressed size of a body that is looked into and sent with Content-Encoding; more gets 413. Default: MaxBodyBytes, at most 16MiB.</summary>
    [ByteSize]
    [AllowedRange(1, 256 << 20)]
    public long? MaxDecompressedBytes { get; set; }

    /// <summary>How many times larger than what was sent a decompressed body may be, looked at from 64KiB on; more gets 413. Default: 100.</summary>
    [AllowedRange(1, 2_000)]
    public int MaxDecompressionRatio { get; set; } = 100;

    /// <summary>Limits on the structure of bodies that claim to be JSON.</summary>
    public JsonLimitsOptions Json { get; set; } = new();
}
