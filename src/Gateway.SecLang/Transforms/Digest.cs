using System.Security.Cryptography;

namespace Gateway.SecLang.Transforms;

/// <summary><c>md5</c> and <c>sha1</c>: the raw digest. Rules use them for the keys of collections, nothing rests on their strength.</summary>
#pragma warning disable CA5350, CA5351 // The rule language defines these two by name; they protect nothing.
internal sealed class Digest : Transformation
{
    private readonly bool sha;

    private Digest(string name, bool sha) : base(name) => this.sha = sha;

    public static Digest Md5 { get; } = new("md5", false);

    public static Digest Sha1 { get; } = new("sha1", true);

    public override int MaxLength(int input) => sha ? SHA1.HashSizeInBytes : MD5.HashSizeInBytes;

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = sha ? SHA1.HashData(input, output) : MD5.HashData(input, output);
        return true;
    }
}
#pragma warning restore CA5350, CA5351
