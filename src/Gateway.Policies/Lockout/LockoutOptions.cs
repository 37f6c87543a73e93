using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Lockout;

/// <summary>
/// Slows down and then stops guessing of credentials. Failures are counted by account and network together, and by network; never by
/// account alone, so that a stranger elsewhere cannot lock anybody out.
/// </summary>
public sealed class LockoutOptions : PolicyOptions
{
    /// <summary>
    /// Where a request names the account: "Json:/username" (a JSON pointer into the body), "Form:username", "Header:NAME" or "Basic" (the user
    /// name of Basic authentication). Name every place that the backend reads: a request with two accounts counts as one without. Default:
    /// none; then failures count by network alone, or, with "Gateway" in Failures, by the credential that is presented.
    /// </summary>
    [AllowedCount(1, 8)]
    [AllowedPattern("^(Basic|Json:(/[^/\\s]{1,128}){1,8}|Form:[^\\s&=]{1,128}|Header:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128})$", AccountSourceForms.Allowed)]
    public List<string>? AccountFrom { get; set; }

    /// <summary>Whose refusals count: "Backend" (its FailureStatuses) and "Gateway" (credentials that Authentication of this route does not accept). Default: Backend.</summary>
    [AllowedCount(1, 2)]
    [AllowedValuesList("Backend", "Gateway")]
    public List<string> Failures { get; set; } = ["Backend"];

    /// <summary>Statuses with which the backend says that the credential was wrong. Default: 401 and 403.</summary>
    [AllowedCount(1, 16)]
    [AllowedRange(200, 599)]
    public List<int> FailureStatuses { get; set; } = [401, 403];

    /// <summary>Statuses with which the backend says that it was right: they clear the count of the account and network, not that of the network. Default: 200, 201, 204, 302 and 303.</summary>
    [AllowedCount(0, 16)]
    [AllowedRange(200, 599)]
    public List<int> SuccessStatuses { get; set; } = [200, 201, 204, 302, 303];

    /// <summary>Codes of grpc-status with which a gRPC backend says that the credential was wrong; OK (0) says that it was right. Default: 7 (PERMISSION_DENIED) and 16 (UNAUTHENTICATED).</summary>
    [AllowedCount(1, 16)]
    [AllowedRange(1, 16)]
    public List<int> GrpcFailureStatuses { get; set; } = [7, 16];

    /// <summary>Methods of requests that are attempts. Default: every one but GET, HEAD, OPTIONS and TRACE; every one where AccountFrom has "Basic" or Failures has "Gateway".</summary>
    [AllowedCount(1, 16)]
    [AllowedPattern("^[A-Z]{1,32}$", "a method in upper case")]
    public List<string>? GuardedMethods { get; set; }

    /// <summary>Failures of an account and network after which each further attempt has to wait. 0 for no delays. Default: 3.</summary>
    [AllowedRange(0, 1000)]
    public int DelayAfter { get; set; } = 3;

    /// <summary>The first wait after a failure; each further failure doubles it. Default: 1s.</summary>
    [AllowedDuration("100ms", "1h")]
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait. Default: 30s.</summary>
    [AllowedDuration("100ms", "1h")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures of an account and network within Window that lock them. Default: 10.</summary>
    [AllowedRange(1, 1000)]
    public int LockAfter { get; set; } = 10;

    /// <summary>The time in which failures are counted, from the first one on. Default: 15m.</summary>
    [AllowedDuration("1s", "24h")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the first lock lasts; each further one lasts twice as long. Default: 5m.</summary>
    [AllowedDuration("1s", "24h")]
    public TimeSpan LockFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest lock, and how long after a lock the next one is the longer. Default: 24h.</summary>
    [AllowedDuration("1s", "168h")]
    public TimeSpan MaxLockFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The limits of a network, whatever the accounts.</summary>
    public LockoutNetworkOptions Network { get; set; } = new();

    /// <summary>
    /// Routes that check the same accounts: those with the same Realm share their counts. Not for routes on which somebody else could
    /// succeed under the same name: a success clears. Default: the route alone.
    /// </summary>
    [AllowedPattern("^[A-Za-z0-9._-]{1,64}$", "1 to 64 letters, digits and . _ -")]
    public string? Realm { get; set; }

    /// <summary>Counts over all replicas, in Gateway:Redis; false counts in each replica by itself. Default: true where there is Gateway:Redis.</summary>
    public bool? Shared { get; set; }

    /// <summary>What happens to an attempt that Redis does not decide in time: Local (default) counts it in the process, Deny answers 503.</summary>
    public LockoutStoreFailure OnStoreFailure { get; set; }

    /// <summary>The most of a body that is read to find the account; a longer one names none. Default: 16 KiB.</summary>
    [ByteSize]
    [AllowedRange(64, 1_048_576)]
    public long MaxBodyBytes { get; set; } = 16 * 1024;

    /// <summary>Authentication's refusals count.</summary>
    internal bool CountsGateway => Failures.Contains("Gateway");

    /// <summary>The backend's answers count.</summary>
    internal bool CountsBackend => Failures.Contains("Backend");
}

/// <summary>The limits of a network. Many people may share one (an office, a carrier's NAT), so they are wider than those of an account.</summary>
public sealed class LockoutNetworkOptions
{
    /// <summary>Failures of a network after which each further attempt from it has to wait, as with DelayAfter of an account. 0 for no delays. Default: 50.</summary>
    [AllowedRange(0, 1000)]
    public int DelayAfter { get; set; } = 50;

    /// <summary>Failures of a network within Window that lock it. Default: 100.</summary>
    [AllowedRange(1, 1000)]
    public int LockAfter { get; set; } = 100;

    /// <summary>Leading bits of a v4 address that are one network. 16 to 32. Default: 32, each address.</summary>
    [AllowedRange(16, 32)]
    public int Ipv4PrefixLength { get; set; } = 32;

    /// <summary>Leading bits of a v6 address that are one network. 32 to 64. Default: 64. With an account it is always the /64.</summary>
    [AllowedRange(32, 64)]
    public int Ipv6PrefixLength { get; set; } = 64;
}

/// <summary>What becomes of an attempt that the shared store does not decide.</summary>
public enum LockoutStoreFailure
{
    /// <summary>Each replica counts in its process.</summary>
    Local,

    /// <summary>503 with Retry-After.</summary>
    Deny,
}

/// <summary>The forms of AccountFrom, for messages.</summary>
internal static class AccountSourceForms
{
    public const string Allowed = "\"Json:/POINTER\", \"Form:NAME\", \"Header:NAME\" or \"Basic\"";
}
