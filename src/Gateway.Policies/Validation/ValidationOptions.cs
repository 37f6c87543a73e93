using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation;

/// <summary>What is done about what a contract does not declare.</summary>
public enum UndeclaredMode
{
    /// <summary>It is refused.</summary>
    Refuse,

    /// <summary>It passes unchecked.</summary>
    Allow,
}

/// <summary>What is done about answers that break a contract.</summary>
public enum ResponseMode
{
    /// <summary>Answers are not looked at.</summary>
    Off,

    /// <summary>It is recorded, and they pass.</summary>
    Report,

    /// <summary>The client gets 502.</summary>
    Enforce,

    /// <summary>Members of JSON answers that the schema does not declare are left out; what breaks the contract even so gets 502.</summary>
    Strip,
}

/// <summary>Who says which callers may use which operation of a route.</summary>
public enum SecuritySource
{
    /// <summary>The route: Authentication and Authorization.</summary>
    Route,

    /// <summary>The route, and the security requirements of the OpenAPI document.</summary>
    OpenApi,
}

/// <summary>Requests, and answers if wanted, are held against an OpenAPI document, or against JSON schemas of one's own.</summary>
public sealed class ValidationOptions : PolicyOptions
{
    /// <summary>The OpenAPI document, 3.0 or 3.1, JSON or YAML. Either this, or Body, Query and Headers.</summary>
    [FilePath]
    public string? OpenApi { get; set; }

    /// <summary>The folder that the document and every file it refers to is in. Default: the folder of the document.</summary>
    [FilePath]
    public string? Folder { get; set; }

    /// <summary>Files, relative to Folder, that stand for addresses of the network in references: address to file. Nothing is ever fetched. Default: none.</summary>
    [AllowedCount(0, 1_000)]
    public Dictionary<string, string> Documents { get; set; } = [];

    /// <summary>The path in front of all paths of the document, as clients send it, e.g. "/v1"; "" for none. Default: that of the document's first server.</summary>
    [AllowedPattern("^(/[^/?#{}]+)*$", "a path that begins with \"/\" and does not end with one, or \"\"")]
    public string? BasePath { get; set; }

    /// <summary>Requests that break the contract: Enforce (refused), Report (recorded, and they pass) or Off (not looked at). Mode: Report makes Enforce a Report. Default: Enforce.</summary>
    public PolicyMode Request { get; set; }

    /// <summary>
    /// Answers that break the contract: Off (not looked at), Report (recorded, and they pass), Enforce (the client gets 502) or Strip (members of
    /// JSON answers that the schema does not declare are left out, the rest as Enforce). Mode: Report makes Enforce and Strip a Report. Default: Off.
    /// </summary>
    public ResponseMode Response { get; set; }

    /// <summary>Requests to paths that the document does not have: Refuse (404) or Allow (they pass unchecked). Default: Refuse.</summary>
    public UndeclaredMode UnknownOperations { get; set; }

    /// <summary>Methods that the document does not have for a path: Refuse (405) or Allow (they pass unchecked). HEAD is declared where GET is. Default: Refuse.</summary>
    public UndeclaredMode UnknownMethods { get; set; }

    /// <summary>Bodies of media types that the operation does not have, and bodies where it has none: Refuse (415, 400) or Allow (they pass unchecked). Default: Refuse.</summary>
    public UndeclaredMode UnknownMediaTypes { get; set; }

    /// <summary>Bodies of media types that are declared but that the gateway cannot look into, such as XML with a schema: Refuse (415) or Allow. Default: Refuse.</summary>
    public UndeclaredMode UncheckedMediaTypes { get; set; }

    /// <summary>Query parameters that the operation does not have: Refuse (400) or Allow. Default: Refuse.</summary>
    public UndeclaredMode UnknownQueryParameters { get; set; }

    /// <summary>
    /// Who says which callers may use an operation: Route (Authentication and Authorization of the route) or OpenApi (beside them, the security requirements
    /// of the document, in every mode of this policy). Default: Route.
    /// </summary>
    public SecuritySource SecurityFrom { get; set; }

    /// <summary>
    /// Which of the route's Authentication:Schemes meet a security scheme of the document, by its name there, where that does not follow from its type; an
    /// empty list for one that no caller meets. Needs SecurityFrom: OpenApi. Default: by type.
    /// </summary>
    [AllowedCount(0, 64)]
    public Dictionary<string, List<string>> SecuritySchemes { get; set; } = [];

    /// <summary>Tell the client what is wrong and where, as JSON pointers with the rule's words; never a value. Default: false.</summary>
    public bool Detail { get; set; }

    /// <summary>Check "format" (date-time, uuid, email …) as an assertion. Default: true.</summary>
    public bool AssertFormats { get; set; } = true;

    /// <summary>The largest body that is read whole to be checked (JSON, forms, texts, compressed bodies), as it is sent; a larger one gets 413. Default: 1MiB.</summary>
    [ByteSize]
    [AllowedRange(1, 256 << 20)]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>The largest decompressed size of a compressed body; more gets 413. Default: 4MiB.</summary>
    [ByteSize]
    [AllowedRange(1, 256 << 20)]
    public long MaxDecompressedBytes { get; set; } = 4 << 20;

    /// <summary>The longest record of a body of JSON lines; a longer one gets 413. Default: 256KiB.</summary>
    [ByteSize]
    [AllowedRange(1, 16 << 20)]
    public long MaxRecordBytes { get; set; } = 256 << 10;

    /// <summary>The most parts of a multipart body; more get 413. Default: 100.</summary>
    [AllowedRange(1, 10_000)]
    public int MaxParts { get; set; } = 100;

    /// <summary>The largest part of a multipart body that is no file; a larger one gets 413. Default: 64KiB.</summary>
    [ByteSize]
    [AllowedRange(1, 16 << 20)]
    public long MaxPartBytes { get; set; } = 64 << 10;

    /// <summary>The largest file in a multipart body, where the document's maxLength does not say less; a larger one gets 413. Default: 16MiB.</summary>
    [ByteSize]
    [AllowedRange(1, 1L << 40)]
    public long MaxFileBytes { get; set; } = 16 << 20;

    /// <summary>The largest JSON answer that is read whole to be checked, also decompressed. A larger one is a violation. Default: 4MiB.</summary>
    [ByteSize]
    [AllowedRange(1, 256 << 20)]
    public long MaxResponseBytes { get; set; } = 4 << 20;

    /// <summary>The scope that a caller needs to see sensitive values: those of members whose schema has x-sensitivity, and of SensitiveMembers. Others get "***" in JSON answers. Needs Response: Enforce or Strip. Default: none is masked.</summary>
    public string? SensitiveScope { get; set; }

    /// <summary>Names of members whose values are sensitive wherever they stand in an answer, beside what the document marks. Needs SensitiveScope. Default: none.</summary>
    [AllowedCount(0, 1_000)]
    public List<string> SensitiveMembers { get; set; } = [];

    /// <summary>Watch the route's requests and answers, and refuse nothing, so that "gateway learn" can write a first OpenAPI document of their shapes. JSON bodies are read whole for it, up to MaxBodyBytes and MaxResponseBytes. Only without OpenApi, Body, Query and Headers. Default: false.</summary>
    public bool Learn { get; set; }

    /// <summary>A JSON schema for JSON bodies, without an OpenAPI document. POST, PUT and PATCH need a body then.</summary>
    [FilePath]
    public string? Body { get; set; }

    /// <summary>A JSON schema of an object whose members are the query parameters, without an OpenAPI document.</summary>
    [FilePath]
    public string? Query { get; set; }

    /// <summary>A JSON schema of an object whose members are header fields, in lower case, without an OpenAPI document. Fields that it does not name are not looked at.</summary>
    [FilePath]
    public string? Headers { get; set; }

    /// <summary>Enforcing is up to both the mode and the direction; an exception in the stage is a refusal only where requests are enforced.</summary>
    internal override PolicyMode RequestMode => Weaker(Request) is PolicyMode.Enforce ? PolicyMode.Enforce : PolicyMode.Report;

    /// <summary>What the validator loaded, for the compiler.</summary>
    internal LoadedContract? Contract { get; set; }

    internal override IEnumerable<string> ReferredFiles => Contract?.Files.Select(static f => f.Path) ?? [];

    /// <summary>What is done about answers, the mode of the whole policy considered.</summary>
    internal ResponseMode ResponseMode => Mode is PolicyMode.Report && Response is not ResponseMode.Off ? ResponseMode.Report : Response;

    /// <summary>What is done about requests, the mode of the whole policy considered.</summary>
    internal PolicyMode Weaker(PolicyMode direction) => direction > Mode ? direction : Mode;
}
