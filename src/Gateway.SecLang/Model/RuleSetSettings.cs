namespace Gateway.SecLang.Model;

/// <summary>What the directives other than rules say. The gateway's own configuration stands above them.</summary>
internal sealed class RuleSetSettings
{
    public EngineMode Engine { get; set; } = EngineMode.On;

    public bool RequestBodyAccess { get; set; } = true;

    public bool ResponseBodyAccess { get; set; }

    public long RequestBodyLimit { get; set; } = 13_107_200;

    public long RequestBodyNoFilesLimit { get; set; } = 131_072;

    public long ResponseBodyLimit { get; set; } = 524_288;

    /// <summary>False: what is over the limit is an error of the request. True: the first part is looked at.</summary>
    public bool RequestBodyProcessPartial { get; set; }

    public bool ResponseBodyProcessPartial { get; set; }

    public int JsonDepthLimit { get; set; } = 512;

    public int ArgumentsLimit { get; set; } = 1000;

    public List<string> ResponseBodyMimeTypes { get; set; } = ["text/plain", "text/html"];

    /// <summary>How long a collection is kept after it was last written to.</summary>
    public TimeSpan CollectionTimeout { get; set; } = TimeSpan.FromHours(1);

    public string? UnicodeMapFile { get; set; }

    public int UnicodeCodePage { get; set; } = 20127;
}
