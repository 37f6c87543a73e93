namespace Gateway.SecLang.Bodies;

/// <summary>The bounds of request bodies, with the values of ModSecurity's recommended configuration.</summary>
internal sealed record BodySettings
{
    public static readonly BodySettings Default = new();

    /// <summary>SecRequestBodyAccess: off, a body is not looked at.</summary>
    public bool Access { get; init; } = true;

    /// <summary>SecRequestBodyLimit: bytes of a whole body, files included.</summary>
    public long BodyLimit { get; init; } = 13_107_200;

    /// <summary>SecRequestBodyNoFilesLimit: bytes of a body without the contents of files.</summary>
    public long NoFilesLimit { get; init; } = 131_072;

    /// <summary>SecRequestBodyLimitAction ProcessPartial: a body over a limit is read as far as the limit and is no error.</summary>
    public bool ProcessPartial { get; init; }

    /// <summary>SecArgumentsLimit: query and body together. What is beyond is an error of the body, since nothing looks at it.</summary>
    public int MaxArguments { get; init; } = 1000;

    /// <summary>SecRequestBodyJsonDepthLimit, and the depth of XML elements.</summary>
    public int MaxDepth { get; init; } = 512;

    /// <summary>SecUploadFileLimit: files of a multipart body.</summary>
    public int MaxFiles { get; init; } = 100;

    /// <summary>SecArgumentSeparator.</summary>
    public byte ArgumentSeparator { get; init; } = (byte)'&';
}
