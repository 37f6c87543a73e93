using System.Security.Cryptography;

namespace Gateway.IntegrationTests.Support;

/// <summary>Makes the signature of a token from its signing input, the ASCII bytes of header.payload.</summary>
public delegate byte[] TokenSigner(byte[] signingInput);

/// <summary>Signers that do as they are told, wrong combinations included.</summary>
public static class TokenSigners
{
    /// <summary>The empty signature of alg none.</summary>
    public static TokenSigner None { get; } = _ => [];

    public static TokenSigner Rs256(RSA key) => input => key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public static TokenSigner Ps256(RSA key) => input => key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    /// <summary>r and s of 32 bytes each, as RFC 7518 section 3.4 wants.</summary>
    public static TokenSigner Es256(ECDsa key) => input => key.SignData(input, HashAlgorithmName.SHA256);

    /// <summary>The DER form that OpenSSL makes and JWS forbids.</summary>
    public static TokenSigner Es256Der(ECDsa key) =>
        input => key.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public static TokenSigner Hs256(byte[] secret) => input => HMACSHA256.HashData(secret, input);

    /// <summary>Exactly these bytes, such as 64 zeros.</summary>
    public static TokenSigner Bytes(byte[] signature) => _ => signature;
}
