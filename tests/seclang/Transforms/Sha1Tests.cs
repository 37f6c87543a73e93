using System.Security.Cryptography;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Tests.Transforms;

public sealed class Sha1Tests
{
    /// <summary>Every length around the ends of blocks, and a long one, beside the platform's own.</summary>
    [Fact]
    public void Digest_OfEveryLength_IsThatOfThePlatform()
    {
        const int Longest = 520;
        var random = new Random(1);
        var input = new byte[Longest];
        Span<byte> digest = stackalloc byte[Sha1.Bytes];
        for (var length = 0; length <= Longest; length++)
        {
            random.NextBytes(input);
            Sha1.Digest(input.AsSpan(0, length), digest);
#pragma warning disable CA5350 // It is what is compared with.
            Assert.Equal(SHA1.HashData(input.AsSpan(0, length)), digest.ToArray());
#pragma warning restore CA5350
        }
    }
}
