namespace Gateway.Policies.Authentication.Jwt;

/// <summary>Why a token is refused. For logs, events and metrics only: the client hears nothing but 401.</summary>
internal static class JwtReason
{
    public const string TooLong = "token-too-long";
    public const string Malformed = "token-malformed";
    public const string Encrypted = "token-encrypted";
    public const string HeaderRefused = "header-refused";
    public const string AlgorithmRefused = "algorithm-refused";
    public const string TypeRefused = "type-refused";
    public const string IssuerMissing = "issuer-missing";
    public const string AudienceMismatch = "audience-mismatch";
    public const string ExpiryMissing = "expiry-missing";
    public const string Expired = "token-expired";
    public const string NotYetValid = "token-not-yet-valid";
    public const string LifetimeTooLong = "lifetime-too-long";
    public const string ProofRequired = "proof-required";
    public const string ClaimMissing = "claim-missing";
    public const string ConsumerMissing = "consumer-missing";
    public const string KeyUnknown = "key-unknown";
    public const string KeyUnfit = "key-unfit";
    public const string SignatureInvalid = "signature-invalid";
    public const string KeysUnavailable = "keys-unavailable";
}
