using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.ApiKey.Shared;

namespace Gateway.UnitTests.Authentication.ApiKey.Shared;

public sealed class KeySetSealTests
{
    private static readonly byte[] Pepper = ApiKeyHash.Pepper(TestGateway.Pepper);

    private readonly KeySetSeal _seal = new(Pepper, "gw:keys:partners");
    private readonly ApiKeyEntry _entry = new() { Id = "k3J9k3J9k3J9k3J9", Hash = new string('a', 64), Consumer = "acme", Scopes = ["orders:read"], ExpiresAt = DateTimeOffset.UnixEpoch.AddYears(60) };

    [Fact]
    public void Record_AsWritten_IsTheEntry()
    {
        var opened = _seal.OpenRecord(_entry.Id, 7, _seal.Record(_entry, 7), out var problem);
        Assert.Null(problem);
        Assert.Equal((_entry.Id, _entry.Hash, _entry.Consumer, _entry.ExpiresAt, "orders:read"), (opened!.Id, opened.Hash, opened.Consumer, opened.ExpiresAt, Assert.Single(opened.Scopes)));
    }

    [Fact]
    public void Record_InAnotherPlaceOrVersionOrPepper_IsRefused()
    {
        var record = _seal.Record(_entry, 7);
        Assert.Equal("mac-invalid", Problem(new(Pepper, "gw:keys:admins"), _entry.Id, 7, record));
        Assert.Equal("mac-invalid", Problem(new(Pepper, "staging:keys:partners"), _entry.Id, 7, record));
        Assert.Equal("mac-invalid", Problem(new(ApiKeyHash.Pepper(TestGateway.Pepper + "!"), "gw:keys:partners"), _entry.Id, 7, record));
        Assert.Equal("mac-invalid", Problem(_seal, "k3J9k3J9k3J9k3J8", 7, record));
        Assert.Equal("stale", Problem(_seal, _entry.Id, 8, record));
        Assert.Equal("mac-invalid", Problem(_seal, _entry.Id, 8, "8" + record[1..]));
    }

    [Theory]
    [InlineData("orders:read", "orders:writ")]
    [InlineData("2030-01-01", "2090-01-01")]
    [InlineData("\"Enabled\":true", "\"Enabled\":false")]
    [InlineData("acme", "root")]
    [InlineData("aaaa", "bbbb")]
    public void Record_AnyMemberAltered_IsRefused(string from, string to)
    {
        var record = _seal.Record(_entry, 7);
        var altered = record.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(record, altered);
        Assert.Equal("mac-invalid", Problem(_seal, _entry.Id, 7, altered));
    }

    [Fact]
    public void Record_EachCharacterChanged_IsRefused()
    {
        var record = _seal.Record(_entry, 7);
        var examined = 0;
        for (var i = 0; i < record.Length; i++, examined++)
        {
            var altered = record.ToCharArray();
            altered[i] = altered[i] == 'x' ? 'y' : 'x';
            Assert.NotNull(Problem(_seal, _entry.Id, 7, new string(altered)));
        }

        Assert.InRange(examined, 150, 1000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7..{}")]
    [InlineData("..")]
    public void Record_Nonsense_IsRefused(string record) => Assert.Equal("mac-invalid", Problem(_seal, _entry.Id, 7, record));

    [Fact]
    public void Record_OfAVersionThatKnowsMore_IsUnreadableAndNotHalfRead()
    {
        // What another gateway wrote, with a member that decides something we do not know of.
        var later = new KeySetSeal(Pepper, "gw:keys:partners");
        Assert.Null(later.OpenRecord(_entry.Id, 7, later.Record(_entry with { Consumer = "" }, 7), out var problem));
        Assert.Equal("unreadable", problem);
    }

    [Fact]
    public void Head_OfAnotherListOrNameOrVersion_IsRefused()
    {
        var head = _seal.Head(3, "a 1\nb 2").ToString();
        Assert.Equal(3, _seal.OpenHead(head, "a 1\nb 2")!.Version);
        Assert.Null(_seal.OpenHead(head, "a 1"));
        Assert.Null(_seal.OpenHead(head.Replace("1.3.", "1.4.", StringComparison.Ordinal), "a 1\nb 2"));
        Assert.Null(new KeySetSeal(Pepper, "gw:keys:other").OpenHead(head, "a 1\nb 2"));
        foreach (var text in new[] { "", "1", "1.3.", "1.3." + new string('0', 64), "2" + head[1..], "1.-3." + head[4..], "1.99999999999999999999." + head[4..] })
            Assert.Null(_seal.OpenHead(text, "a 1\nb 2"));
    }

    private static string? Problem(KeySetSeal seal, string id, long version, string record)
    {
        Assert.Null(seal.OpenRecord(id, version, record, out var problem));
        return problem;
    }
}
