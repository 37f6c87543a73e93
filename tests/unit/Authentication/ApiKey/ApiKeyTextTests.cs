using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.UnitTests.Authentication.ApiKey;

public sealed class ApiKeyTextTests
{
    [Fact]
    public void Create_Always_GivesWellFormedDistinctKeys()
    {
        var keys = Enumerable.Range(0, 200).Select(_ => ApiKeyText.Create("gw", out var id) is var text ? (text, id) : default).ToArray();
        Assert.Equal(200, keys.Select(k => k.text).Distinct(StringComparer.Ordinal).Count());
        foreach (var (text, id) in keys)
        {
            Assert.True(ApiKeyText.TryGetId(text, "gw", out var found));
            Assert.Equal(id, found.ToString());
            Assert.True(text.Length <= ApiKeyText.MaxLength);
        }
    }

    [Fact]
    public void TryGetId_AnyOneCharacterChanged_False()
    {
        var text = ApiKeyText.Create("gw", out _);
        var tried = 0;
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var c in "aZ0_- \u00e9")
            {
                if (text[i] == c) continue;
                var changed = $"{text[..i]}{c}{text[(i + 1)..]}";
                Assert.False(ApiKeyText.TryGetId(changed, "gw", out var _), changed);
                tried++;
            }
        }

        Assert.True(tried > 400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gw")]
    [InlineData("gw_")]
    [InlineData("gw__")]
    [InlineData("gw_a_b")]
    [InlineData("_a_b")]
    public void TryGetId_Garbage_False(string text) => Assert.False(ApiKeyText.TryGetId(text, "gw", out var _));

    [Fact]
    public void TryGetId_CutOrExtended_False()
    {
        var text = ApiKeyText.Create("gw", out _);
        Assert.False(ApiKeyText.TryGetId(text.AsSpan()[..^1], "gw", out var _));
        Assert.False(ApiKeyText.TryGetId(text + "0", "gw", out var _));
        Assert.False(ApiKeyText.TryGetId(text, "g", out var _));
        Assert.False(ApiKeyText.TryGetId(text, "gw2", out var _));
    }
}
