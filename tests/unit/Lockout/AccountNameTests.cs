using Gateway.Policies.Lockout.Accounts;

namespace Gateway.UnitTests.Lockout;

public sealed class AccountNameTests
{
    [Theory]
    [InlineData("Alice", "alice")]
    [InlineData("  alice\t", "alice")]
    [InlineData("ＡＬＩＣＥ", "alice")]
    [InlineData("𝐀𝐥𝐢𝐜𝐞", "alice")]
    [InlineData("Ⓐlice", "alice")]
    [InlineData("ali\u00adce", "alice")]
    [InlineData("al\u200bi\u200dce", "alice")]
    [InlineData("oﬃce", "office")]
    [InlineData("STRASSE", "straße")]
    [InlineData("Ö", "o\u0308")]
    [InlineData("ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς")]
    [InlineData("Å", "\u212b")]
    [InlineData("q\u0323\u0307", "q\u0307\u0323")]
    [InlineData("각", "\u1100\u1161\u11a8")]
    [InlineData("ｶﾞ", "ガ")]
    // Databases compare so by default (MySQL's _ai_ci collations).
    [InlineData("alice", "álìcë")]
    [InlineData("alice", "a\u0301\u0302lice")]
    [InlineData("soren lodz", "Søren Łódź")]
    [InlineData("aether", "Æther")]
    [InlineData("istanbul", "İstanbul")]
    [InlineData("ISIL", "ışıl")]
    [InlineData("ハ", "パ")]
    public void Normalize_SpellingsOfOneName_AreOne(string one, string other) => Assert.Equal(AccountName.Normalize(other), AccountName.Normalize(one));

    [Theory]
    [InlineData("alice", "alicе")]
    [InlineData("alice", "alice2")]
    [InlineData("o", "ö2")]
    [InlineData("नि", "नी")]
    public void Normalize_DifferentNames_StayDifferent(string one, string other) => Assert.NotEqual(AccountName.Normalize(other), AccountName.Normalize(one));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\u200b")]
    [InlineData("a\0b")]
    [InlineData("\ud800")]
    public void Normalize_NoName_Null(string? text) => Assert.Null(AccountName.Normalize(text));

    [Fact]
    public void Normalize_Length_IsBounded()
    {
        Assert.NotNull(AccountName.Normalize(new string('a', 256)));
        Assert.Null(AccountName.Normalize(new string('a', 257)));
        // One character that becomes eighteen.
        Assert.Null(AccountName.Normalize(new string('\ufdfa', 100)));
    }

    [Fact]
    public void Normalize_EveryCharacter_AgreesWithTheRuntimeAboutCase()
    {
        var (examined, changed) = (0, 0);
        for (var c = 0x80; c < 0x10000; c++)
        {
            // Unicode 14 has no case for what came later.
            if (char.IsSurrogate((char)c) || (char)c == '\ufffd' || AccountName.Normalize($"{(char)c}") is not { } name) continue;
            examined++;
            var upper = char.ToUpperInvariant((char)c);
            if (upper == c || AccountName.Normalize($"{upper}") == $"{upper}") continue;
            changed++;
            Assert.Equal(AccountName.Normalize($"{upper}"), name);
        }

        Assert.Equal(6754, AccountName.TableSize);
        Assert.True(examined > 60_000 && changed > 900, $"{examined} examined, {changed} with a capital");
    }
}
