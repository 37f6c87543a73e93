using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>Where a set of API keys is kept.</summary>
public enum ApiKeyStoreKind
{
    File,
    Redis,
}

/// <summary>A named set of API keys. Routes refer to it as "ApiKey:NAME".</summary>
public sealed class ApiKeyOptions
{
    /// <summary>
    /// Where the set is kept. File (default): in the key file at Path. Redis: in the server of Gateway:Redis, for all replicas with the same
    /// name, pepper and Gateway:Redis:Prefix; a change counts everywhere within a second.
    /// </summary>
    public ApiKeyStoreKind Store { get; set; }

    /// <summary>The key file that <c>gateway keys</c> manages. It holds hashes, never keys. Read at start and at every reload. Required with Store File, refused with Redis.</summary>
    [FilePath]
    public string Path { get; set; } = "";

    /// <summary>
    /// The secret that keys are hashed with, at least 32 bytes of text. Keep it apart from the key file or server: whoever has only one of them
    /// can neither find nor make a key. Changing it invalidates every key of the set.
    /// </summary>
    [RequiredMember]
    [Secret]
    public string Pepper { get; set; } = "";

    /// <summary>What every key of the set begins with; a key with another prefix belongs to another set. Default: gw.</summary>
    [AllowedPattern("^[a-z0-9]{1,16}$", "1 to 16 lower-case letters and digits")]
    public string Prefix { get; set; } = "gw";

    /// <summary>The header that carries a key. Default: X-Api-Key.</summary>
    [AllowedPattern("^[A-Za-z0-9][A-Za-z0-9-]{0,63}$", "letters, digits and '-', at most 64 of them")]
    public string Header { get; set; } = "X-Api-Key";

    /// <summary>
    /// Also takes a key from the query string. Default: false, because addresses end up in logs, histories and Referer headers.
    /// </summary>
    public bool AllowQuery { get; set; }

    /// <summary>The query parameter that carries a key when AllowQuery is true. Case matters. Default: api_key.</summary>
    [AllowedPattern("^[A-Za-z0-9._~-]{1,64}$", "letters, digits and . _ ~ -, at most 64 of them")]
    public string QueryParameter { get; set; } = "api_key";

    /// <summary>With Store Redis: how many keys the set may have, revoked ones included; those make room when it is full. 1 to 100000. Default: 10000.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxKeys { get; set; } = 10_000;
}
