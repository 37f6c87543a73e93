using System.IO.Compression;
using System.Text;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.UnitTests.RequestLimits;

public sealed class BodyDecodingTests
{
    private static byte[] Encode(string coding, byte[] bytes, int times = 1)
    {
        var encoded = new MemoryStream();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.SmallestSize),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(encoded, CompressionLevel.SmallestSize),
            _ => throw new ArgumentOutOfRangeException(nameof(coding)),
        })
        {
            for (var i = 0; i < times; i++) encoder.Write(bytes);
        }

        return encoded.ToArray();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Encoded_Json_IsLookedIntoAndForwardedEncoded(string coding)
    {
        var limits = new LimitsExchange(new RequestLimitsOptions());
        var good = Encode(coding, "{\"a\":1}"u8.ToArray());
        var exchange = LimitsExchange.Post(good, encoding: coding);
        Assert.Null(await limits.BodyReasonAsync(exchange));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(exchange.Body!.Content.Span));
        var forwarded = new MemoryStream();
        await exchange.Context.Request.Body.CopyToAsync(forwarded);
        Assert.Equal(good, forwarded.ToArray());
        await LimitsExchange.CompleteAsync(exchange);

        exchange = LimitsExchange.Post(Encode(coding, "{\"a\":1,\"a\":2}"u8.ToArray()), encoding: coding);
        Assert.Equal("json-duplicate-member", await limits.BodyReasonAsync(exchange));
        await LimitsExchange.CompleteAsync(exchange);
        Assert.Equal(0, limits.Budget.UsedBytes);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Encoded_NotWhatItClaims_IsUndecodable(string coding)
    {
        var limits = new LimitsExchange(new RequestLimitsOptions());
        Assert.Equal("content-encoding-malformed", await limits.BodyReasonAsync(LimitsExchange.Post("{\"a\":1,\"b\":222222}"u8.ToArray(), encoding: coding)));

        var text = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, 2000)) + "]");
        var cut = Encode(coding, text)[..^20];
        Assert.Contains(await limits.BodyReasonAsync(LimitsExchange.Post(cut, encoding: coding)), new[] { "content-encoding-malformed", "json-malformed" });
    }

    // Python, for one, skips the zeros and reads the second member: that is where the bomb would be.
    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("gzip", 40)]
    [InlineData("gzip", 5000)]
    [InlineData("br", 1)]
    [InlineData("br", 5000)]
    [InlineData("deflate", 1)]
    [InlineData("deflate", 5000)]
    public async Task Encoded_WithSomethingBehindItsEnd_IsUndecodable(string coding, int zeros)
    {
        var limits = new LimitsExchange(new RequestLimitsOptions());
        var good = Encode(coding, "{\"a\":1}"u8.ToArray());
        byte[] hidden = [.. good, .. new byte[zeros], .. Encode(coding, "{\"a\":1,\"a\":2}"u8.ToArray())];
        Assert.Equal("content-encoding-malformed", await limits.BodyReasonAsync(LimitsExchange.Post(hidden, encoding: coding)));
        byte[] padded = [.. good, .. new byte[zeros + 1]];
        Assert.Equal("content-encoding-malformed", await limits.BodyReasonAsync(LimitsExchange.Post(padded, encoding: coding)));
    }

    // RFC 1952 section 2.2: members follow each other, and every decoder reads all of them.
    [Fact]
    public async Task Encoded_InTwoMembers_IsLookedIntoAsAWhole()
    {
        var limits = new LimitsExchange(new RequestLimitsOptions());
        byte[] Two(string a, string b) => [.. Encode("gzip", Encoding.UTF8.GetBytes(a)), .. Encode("gzip", Encoding.UTF8.GetBytes(b))];
        Assert.Null(await limits.BodyReasonAsync(LimitsExchange.Post(Two("{\"a\":1", "}"), encoding: "gzip")));
        Assert.Equal("json-duplicate-member", await limits.BodyReasonAsync(LimitsExchange.Post(Two("{\"a\":1,", "\"a\":2}"), encoding: "gzip")));
        Assert.Equal("json-malformed", await limits.BodyReasonAsync(LimitsExchange.Post(Two("{\"a\":1}", "{\"a\":2}"), encoding: "gzip")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Bomb_Of100Megabytes_StopsAtTheBound(string coding)
    {
        var blanks = new byte[1 << 20];
        blanks.AsSpan().Fill((byte)' ');
        var bomb = Encode(coding, blanks, times: 100);
        Assert.InRange(bomb.Length, 1, 200_000);

        // Whoever decompressed on would need more than this budget, and the reason would be another.
        var options = new RequestLimitsOptions { MaxDecompressedBytes = 200_000, MaxDecompressionRatio = 2000 };
        var limits = new LimitsExchange(options, new RequestBodyBudget(1 << 20));
        var exchange = LimitsExchange.Post(bomb, encoding: coding);
        Assert.Equal("body-decompressed-too-large", await limits.BodyReasonAsync(exchange));

        Assert.False(exchange.Body!.IsDecoded);
        await LimitsExchange.CompleteAsync(exchange);
        Assert.Equal(0, limits.Budget.UsedBytes);
    }

    [Fact]
    public async Task Ratio_OverTheLimit_IsRefusedFrom64KiBOn()
    {
        var limits = new LimitsExchange(new RequestLimitsOptions { MaxDecompressionRatio = 10 });
        byte[] Blanks(int count) => Encode("gzip", [.. "1"u8, .. Enumerable.Repeat((byte)' ', count)]);
        Assert.Null(await limits.BodyReasonAsync(LimitsExchange.Post(Blanks(60_000), encoding: "gzip")));
        Assert.Equal("body-decompressed-too-large", await limits.BodyReasonAsync(LimitsExchange.Post(Blanks(70_000), encoding: "gzip")));
    }

    [Fact]
    public async Task Coding_Unknown_Is415InTheBodyStageToo() =>
        Assert.Equal("content-encoding-not-allowed",
            await new LimitsExchange(new RequestLimitsOptions()).BodyReasonAsync(LimitsExchange.Post("{}"u8.ToArray(), encoding: "zstd")));
}
