using FsCheck;
using FsCheck.Fluent;
using Gateway.SecLang.LibInjection;

namespace Gateway.SecLang.Tests.LibInjection;

public sealed class DetectorPropertyTests
{
    /// <summary>Whatever the bytes, there is an answer, and the fingerprint is one to five of the known letters.</summary>
    [Fact]
    public void Detect_AnyBytes_Answers() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(400), Prop.ForAll<byte[]>(value =>
    {
        XssInjection.Detect(value);
        var print = Agreement.Fingerprint(value);
        return print is null || print.Length is > 0 and <= 5 && print.All(letter => "kUBEtfn1vso&cA(){}.,:;T?X\\".Contains(letter, StringComparison.Ordinal));
    }));

    [Fact]
    public void Detect_WarmedUp_AllocatesNothing()
    {
        var generator = new ValueGenerator(3);
        var values = Enumerable.Range(0, 2_000).Select(_ => generator.Next()).ToArray();
        Assert.True(AttacksIn(values) > 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AttacksIn(values);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int AttacksIn(byte[][] values)
    {
        Span<byte> fingerprint = stackalloc byte[SqlInjection.MaxFingerprint];
        var attacks = 0;
        foreach (var value in values)
        {
            if (SqlInjection.Detect(value, fingerprint, out _)) attacks++;
            if (XssInjection.Detect(value)) attacks++;
        }

        return attacks;
    }
}
