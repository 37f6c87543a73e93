using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.Hashing;

namespace Gateway.Policies.Authentication;

/// <summary>
/// Names a credential that has been verified, without keeping it: SipHash-2-4 with 128 bits under a key that this process made up and tells nobody. Who does not know
/// the key can do nothing but guess: one request in 2^128 would hit a given credential. Never stored, never compared between processes.
/// </summary>
internal readonly record struct CredentialDigest(UInt128 Value)
{
    private const int MaxStackBytes = 2048;

    private static readonly UInt128 Key = MemoryMarshal.Read<UInt128>(RandomNumberGenerator.GetBytes(16));

    // Uniform already.
    public override int GetHashCode() => (int)Value;

    public bool Equals(CredentialDigest other) => Value == other.Value;

    /// <summary>Computes the digest without allocating. False for text that is not ASCII and so no credential.</summary>
    public static bool TryCompute(ReadOnlySpan<char> credential, out CredentialDigest digest)
    {
        byte[]? rented = null;
        var bytes = credential.Length <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : rented = ArrayPool<byte>.Shared.Rent(credential.Length);
        var isAscii = Ascii.FromUtf16(credential, bytes, out var written) is OperationStatus.Done;
        digest = default;
        if (isAscii)
        {
            var hash = new SipHash128(Key);
            hash.Add(bytes[..written]);
            digest = new CredentialDigest(hash.Finish());
        }

        // A pooled buffer must not carry one caller's credential to another user of the pool.
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return isAscii;
    }
}
