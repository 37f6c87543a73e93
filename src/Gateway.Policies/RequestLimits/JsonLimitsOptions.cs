using Gateway.Policies.Configuration;

namespace Gateway.Policies.RequestLimits;

/// <summary>
/// What bodies of application/json, text/json and every "+json" type have to keep: RFC 8259 without leniency, and these limits. Such a
/// body is read whole before it is forwarded.
/// </summary>
public sealed class JsonLimitsOptions
{
    /// <summary>Whether JSON bodies are looked into. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The largest JSON body, as it is sent; a larger one gets 413. Default: MaxBodyBytes, at most 16MiB.</summary>
    [ByteSize]
    [AllowedRange(1, 256 << 20)]
    public long? MaxBytes { get; set; }

    /// <summary>The deepest nesting of objects and arrays. Default: 32.</summary>
    [AllowedRange(1, 256)]
    public int MaxDepth { get; set; } = 32;

    /// <summary>The most members of one object. Default: 1000.</summary>
    [AllowedRange(0, 1_000_000)]
    public int MaxMembers { get; set; } = 1_000;

    /// <summary>The most elements of one array. Default: 10000.</summary>
    [AllowedRange(0, 10_000_000)]
    public int MaxElements { get; set; } = 10_000;

    /// <summary>The longest string as it is written, escapes included. Default: 64KiB.</summary>
    [ByteSize]
    [AllowedRange(0, 256 << 20)]
    public long MaxStringBytes { get; set; } = 64 << 10;

    /// <summary>The longest member name as it is written, escapes included. Default: 256.</summary>
    [ByteSize]
    [AllowedRange(1, 1 << 20)]
    public long MaxNameBytes { get; set; } = 256;

    /// <summary>The longest number as it is written: parsing huge ones is costly for many backends. Default: 128.</summary>
    [ByteSize]
    [AllowedRange(1, 1 << 20)]
    public long MaxNumberBytes { get; set; } = 128;

    /// <summary>Let a member name stand twice in one object. Parsers differ in which one counts, and attackers use the difference. Default: false.</summary>
    public bool AllowDuplicateMembers { get; set; }
}
