using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Authentication.Jwt.Caching;

/// <summary>SHA-256 of a token: names it in the cache without keeping it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TokenDigest(ulong A, ulong B, ulong C, ulong D)
{
    private const int MaxStackBytes = 2048;

    // The digest is uniform already; HashCode.Combine would only cost.
    public override int GetHashCode() => (int)A;

    public bool Equals(TokenDigest other) => A == other.A && B == other.B && C == other.C && D == other.D;

    /// <summary>Computes the digest without allocating. False for text that is not ASCII and so no token.</summary>
    public static bool TryCompute(ReadOnlySpan<char> token, out TokenDigest digest)
    {
        byte[]? rented = null;
        var bytes = token.Length <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : rented = ArrayPool<byte>.Shared.Rent(token.Length);
        Span<ulong> hash = stackalloc ulong[4];
        digest = default;
        var isAscii = Ascii.FromUtf16(token, bytes, out var written) is OperationStatus.Done;
        if (isAscii)
        {
            SHA256.HashData(bytes[..written], MemoryMarshal.AsBytes(hash));
            digest = new TokenDigest(hash[0], hash[1], hash[2], hash[3]);
        }

        // A pooled buffer must not carry one caller's token to another user of the pool.
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return isAscii;
    }
}
