using System.Text;
using Gateway.Policies.Lockout.Accounts;

namespace Gateway.UnitTests.Lockout;

public sealed class AccountNameCaseTests
{
    // What a backend on this runtime takes for the same without regard to case has to be one account.
    [Fact]
    public void Normalize_EveryCharacter_IsTheSameInEveryCase()
    {
        var (examined, different) = (0, new List<string>());
        for (var value = 0x21; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value)) continue;
            examined++;
            var rune = new Rune(value);
            var name = AccountName.Normalize($"x{rune}x");
            if (name != AccountName.Normalize($"x{Rune.ToUpperInvariant(rune)}x") || name != AccountName.Normalize($"x{Rune.ToLowerInvariant(rune)}x") || (name is not null && name != AccountName.Normalize(name)))
                different.Add($"U+{value:X4}");
        }

        Assert.Empty(different);
        Assert.Equal(1_112_064 - 0x21, examined);
    }
}
