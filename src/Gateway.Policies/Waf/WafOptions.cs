using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Waf.Rules;
using Gateway.SecLang;
using Gateway.SecLang.Bodies;

namespace Gateway.Policies.Waf;

/// <summary>What is done with a body of which only the start can be inspected.</summary>
public enum WafLimitAction
{
    /// <summary>The request gets 413.</summary>
    Reject,

    /// <summary>Its start is inspected, and it passes if that is harmless.</summary>
    ProcessPartial,
}

/// <summary>How much of a backend's answer rules look at.</summary>
public enum WafResponseMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Its status and header fields.</summary>
    Head,

    /// <summary>Its body, too, where its media type says text.</summary>
    Body,
}

/// <summary>Requests are held against rules in the language of ModSecurity, such as the OWASP Core Rule Set.</summary>
public sealed class WafOptions : PolicyOptions
{
    /// <summary>Rule files in the order in which they are read; a path may have *. Default: the Core Rule Set where Debian's package modsecurity-crs has it.</summary>
    [FilePath]
    [AllowedCount(1, 100)]
    public List<string> Rules { get; set; } = ["/etc/modsecurity/crs/crs-setup.conf", "/usr/share/modsecurity-crs/rules/*.conf"];

    /// <summary>The paranoia level whose rules count against InboundThreshold and OutboundThreshold: 1 (few false positives) to 4. Default: what the rule files say, which is 1.</summary>
    [AllowedRange(1, 4)]
    public int? ParanoiaLevel { get; set; }

    /// <summary>A higher paranoia level whose rules run, too, and are counted in metrics and events without blocking. Default: ParanoiaLevel.</summary>
    [AllowedRange(1, 4)]
    public int? DetectionParanoiaLevel { get; set; }

    /// <summary>The anomaly score of a request from which on it is blocked; a critical rule adds 5. Default: what the rule files say, which is 5.</summary>
    [AllowedRange(1, 100_000)]
    public int? InboundThreshold { get; set; }

    /// <summary>The anomaly score of an answer from which on it is blocked. Default: what the rule files say, which is 4.</summary>
    [AllowedRange(1, 100_000)]
    public int? OutboundThreshold { get; set; }

    /// <summary>Further TX variables that the rule files can be set by, such as allowed_methods, by their names without "tx."; they win over the files. Default: none.</summary>
    [AllowedCount(0, 100)]
    [AllowedPattern("^[A-Za-z0-9_.-]{1,100}$", "names of TX variables: letters, digits, \"_\", \".\" and \"-\"")]
    public Dictionary<string, string> Variables { get; set; } = [];

    /// <summary>Which rules are not run, or do not look at what, on this route. A list of a route replaces that of its policy sets. Default: none.</summary>
    [AllowedCount(0, 1_000)]
    public List<WafExclusion> Exclusions { get; set; } = [];

    /// <summary>In Mode Enforce: of how many percent of the clients requests are refused; those of the others are reported. A client, by its address, is always on the same side. Default: 100.</summary>
    [AllowedRange(0, 100)]
    public int EnforcePercent { get; set; } = 100;

    /// <summary>Inspect bodies of requests. Default: true.</summary>
    public bool RequestBody { get; set; } = true;

    /// <summary>How much of a body is inspected, files of multipart bodies aside; also the largest decompressed size. Default: 1MiB.</summary>
    [ByteSize]
    [AllowedRange(1, 64 << 20)]
    public long MaxInspectedBodyBytes { get; set; } = 1 << 20;

    /// <summary>What is done with a larger body: Reject (413) or ProcessPartial (its start is inspected; an attacker can put an attack behind it). Default: Reject.</summary>
    public WafLimitAction BodyLimitAction { get; set; }

    /// <summary>Media types whose bodies are not inspected, exact or "type/*". Default: images, sound, video, fonts, archives, PDF, octet-stream, protobuf and gRPC.</summary>
    [AllowedCount(0, 100)]
    [AllowedPattern("^[a-z0-9!#$&^_.+-]+/([a-z0-9!#$&^_.+-]+|\\*)$", "a media type in lower case, e.g. \"image/png\" or \"image/*\"")]
    public List<string> SkippedMediaTypes { get; set; } =
    [
        "image/*", "audio/*", "video/*", "font/*", "application/octet-stream", "application/pdf", "application/zip", "application/gzip", "application/x-tar",
        "application/protobuf", "application/x-protobuf", "application/vnd.google.protobuf", "application/grpc", "application/grpc+proto",
    ];

    /// <summary>Inspect answers of the backend: Off, Head (status and header fields) or Body. A blocked one becomes 502. Default: Off.</summary>
    public WafResponseMode Response { get; set; }

    /// <summary>With Response Body: media types of answers that are inspected, exact or "type/*". Default: text/plain, text/html, text/xml, application/json, application/xml.</summary>
    [AllowedCount(0, 100)]
    [AllowedPattern("^[a-z0-9!#$&^_.+-]+/([a-z0-9!#$&^_.+-]+|\\*)$", "a media type in lower case, e.g. \"text/html\" or \"text/*\"")]
    public List<string> ResponseMediaTypes { get; set; } = ["text/plain", "text/html", "text/xml", "application/json", "application/xml"];

    /// <summary>With Response Body: how much of an answer is inspected, also decompressed; the rest passes. Default: 512KiB.</summary>
    [ByteSize]
    [AllowedRange(1, 16 << 20)]
    public long MaxInspectedResponseBytes { get; set; } = 512 << 10;

    /// <summary>
    /// Where Validation enforces an OpenAPI document: arguments of a form that it gives (integers, UUIDs, dates, enumerations, short patterns) are not looked at by rules that have been
    /// proved unable to match that form. What is found stays the same. Default: true.
    /// </summary>
    public bool TrustContract { get; set; } = true;

    /// <summary>Put what matched into events, cut and masked. Values of clients then stand in the log. Default: false.</summary>
    public bool LogValues { get; set; }

    /// <summary>What the validator loaded, for the compiler.</summary>
    internal LoadedRules? Loaded { get; set; }

    internal override IEnumerable<string> ReferredFiles => Loaded?.WatchedPaths ?? [];

    /// <summary>How the bodies of requests are read. The limits are the policy's: what is over them is refused with a status that says so, or its start inspected.</summary>
    /// <param name="rules">Who may say more of it.</param>
    /// <param name="processPartial">Whether of a body over the limit the rules see the start; otherwise they see that it is too large.</param>
    internal BodySettings BodiesFor(RuleSet rules, bool processPartial = true) =>
        rules.BodySettings with { Access = RequestBody, BodyLimit = long.MaxValue, NoFilesLimit = MaxInspectedBodyBytes, ProcessPartial = processPartial };
}
