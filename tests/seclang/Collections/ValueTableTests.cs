using System.Text;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Tests.Collections;

public sealed class ValueTableTests
{
    [Fact]
    public void Values_OfOneCollection_ComeInOrderAndByNameInAnyCase()
    {
        using var table = new ValueTable();
        var first = table.Add(Collection.Args, "Id"u8, "1"u8);
        table.Add(Collection.RequestHeaders, "Host"u8, "h"u8);
        var second = table.Add(Collection.Args, ""u8, ""u8);
        var seen = new List<int>();
        foreach (var index in table.Of(Collection.Args)) seen.Add(index);
        Assert.Equal([first, second], seen);
        Assert.Equal(2, table.CountOf(Collection.Args));
        Assert.Equal(first, table.Find(Collection.Args, "iD"u8));
        Assert.Equal(-1, table.Find(Collection.Args, "host"u8));
        Assert.Equal("h", Encoding.ASCII.GetString(table.ValueOf(table.Find(Collection.RequestHeaders, "HOST"u8))));
    }

    [Fact]
    public void Alias_OfAValue_HasItsBytesAndOrigin()
    {
        using var table = new ValueTable();
        var get = table.Add(Collection.ArgsGet, "n"u8, "v"u8);
        var all = table.Alias(Collection.Args, get);
        var name = table.AliasName(Collection.ArgsNames, get);
        Assert.Equal(get, table.OriginOf(all));
        Assert.Equal(name, table.OriginOf(name));
        Assert.Equal("v"u8, table.ValueOf(all));
        Assert.Equal("n"u8, table.ValueOf(name));
        Assert.Equal("n"u8, table.NameOf(name));
        Assert.Equal(Collection.ArgsNames, table.CollectionOf(name));
    }

    [Fact]
    public void Span_ReadBeforeTheArenaGrows_StaysGood()
    {
        using var table = new ValueTable();
        var first = table.Add(Collection.Args, "a"u8, "first"u8);
        var span = table.ValueOf(first);
        var big = new byte[100_000];
        big.AsSpan().Fill((byte)'x');
        for (var i = 0; i < 50; i++) table.Add(Collection.Args, table.NameOf(first), big);
        Assert.Equal("first"u8, span);
        foreach (var index in table.Of(Collection.Args))
            if (index != first) Assert.True(table.ValueOf(index).SequenceEqual(big));
        table.Reset();
        Assert.Equal(0, table.CountOf(Collection.Args));
        Assert.Equal(0, table.Arena.Used);
    }

    [Fact]
    public void Bounds_OfCountAndBytes_SayThatSomethingIsMissing()
    {
        using var table = new ValueTable(maxValues: 2, maxBytes: 10);
        table.Add(Collection.Args, "a"u8, "b"u8);
        Assert.False(table.Overflowed);
        table.Add(Collection.Args, ""u8, "123456789"u8);
        Assert.True(table.Overflowed);
        table.Reset();
        Assert.False(table.Overflowed);
        Assert.True(table.Add(Collection.Tx, ""u8, 1) >= 0);
        Assert.True(table.Add(Collection.Tx, ""u8, -20) >= 0);
        Assert.Equal("-20"u8, table.ValueOf(1));
        Assert.Equal(-1, table.Add(Collection.Tx, ""u8, 3));
        Assert.True(table.Overflowed);
    }

    [Fact]
    public void Set_OfAScalar_ReplacesIt()
    {
        using var table = new ValueTable();
        var old = table.Set(Collection.ReqbodyError, 0);
        var now = table.Set(Collection.ReqbodyError, 1);
        Assert.NotEqual(old, now);
        Assert.Equal(1, table.CountOf(Collection.ReqbodyError));
        Assert.Equal("1"u8, table.ValueOf(table.FirstOf(Collection.ReqbodyError)));
    }

    [Fact]
    public void CollectionNames_EveryCollection_IsFoundByItsSpelling()
    {
        var examined = 0;
        foreach (var collection in Enum.GetValues<Collection>())
        {
            if (collection == Collection.None) continue;
            examined++;
            Assert.Equal(collection, CollectionNames.Find(CollectionNames.Bytes(collection)));
            Assert.DoesNotContain(CollectionNames.Text(collection), (IReadOnlySet<string>)CollectionNames.NotSupported);
        }

        Assert.Equal(CollectionNames.Count - 1, examined);
        Assert.Equal(Collection.RequestUriRaw, CollectionNames.Find("request_uri_RAW"u8));
        Assert.Equal(Collection.None, CollectionNames.Find("NONSENSE"u8));
        Assert.Equal("MULTIPART_CRLF_LF_LINES", CollectionNames.Text(Collection.MultipartCrlfLfLines));
    }

    [Theory]
    [InlineData("REQUEST-901-INITIALIZATION.conf")]
    [InlineData("REQUEST-920-PROTOCOL-ENFORCEMENT.conf")]
    public void CollectionNames_WhatTheCoreRuleSetNames_IsKnown(string file)
    {
        var path = Path.Combine("/usr/share/modsecurity-crs/rules", file);
        if (!File.Exists(path)) Assert.Skip("modsecurity-crs is not installed (apt-get install modsecurity-crs).");
        var examined = 0;
        foreach (var line in File.ReadLines(path))
        {
            if (!line.StartsWith("SecRule ", StringComparison.Ordinal)) continue;
            foreach (var target in line.Split(' ')[1].Split('|'))
            {
                var name = target.TrimStart('&', '!').Split(':')[0];
                Assert.True(CollectionNames.Find(Encoding.ASCII.GetBytes(name)) != Collection.None, name);
                examined++;
            }
        }

        Assert.True(examined > 20, $"{examined} targets examined");
    }
}
