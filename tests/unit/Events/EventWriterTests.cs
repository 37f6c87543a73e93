using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Policies.Events;

namespace Gateway.UnitTests.Events;

public sealed class EventWriterTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 13, 0, 0, 123, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("a\r\nb")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("\"}\n{\"level\":\"security\",\"event\":\"forged\"}")]
    [InlineData("\u001b[31mred\u001b[0m")]
    [InlineData("\u009b31m")]
    [InlineData("a\u0000b\u0007\u0008\u007f")]
    [InlineData("a\u2028b\u2029c\u0085d\u000bf\u000c")]
    [InlineData("\u202egnp.exe\u2066")]
    [InlineData("\\\"\\u000a\\n")]
    [InlineData("<script>alert('x')</script>&amp;")]
    [InlineData("日本 é 😀")]
    public void Write_HostileText_IsOneLineOfPrintableAsciiThatReadsBack(string text)
    {
        var line = Line(text);
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.All(line[..^1], c => Assert.InRange(c, ' ', '~'));
        var record = Assert.Single(Lines.Parse(line));
        Assert.Equal("request.rejected", record.Text("event"));
        Assert.Equal(text, record.Text("consumer"));
        Assert.Equal(text, record.Text("note"));
    }

    [Fact]
    public void Write_LoneSurrogate_BecomesReplacementCharacter()
    {
        string[] texts = ["\ud800", "a\udc00b", "\ud800\ud800\udc00", "\udc00\ud800", "x\ud83d"];
        string[] expected = ["\ufffd", "a\ufffdb", "\ufffd\ud800\udc00", "\ufffd\ufffd", "x\ufffd"];
        Assert.Equal(expected, texts.Select(t => Lines.Parse(Line(t)).Single().Text("consumer")));
    }

    [Fact]
    public void Write_HugeText_IsCutAt256Characters()
    {
        var text = Lines.Parse(Line(new string('x', 10_000_000))).Single().Text("consumer")!;
        Assert.Equal(256, text.Length);
        Assert.Equal(new string('x', 255) + "…", text);
        Assert.Equal(new string('x', 256), Lines.Parse(Line(new string('x', 256))).Single().Text("consumer"));
    }

    [Fact]
    public void Write_PairAtTheCut_IsNotTornIntoHalves()
    {
        var text = Lines.Parse(Line(new string('x', 254) + "😀" + "tail")).Single().Text("consumer")!;
        Assert.Equal(new string('x', 254) + "\ufffd…", text);
    }

    [Fact]
    public void Write_AnyText_IsOneParseableLine()
    {
        var texts = Gen.Choose(0, 0xFFFF).Select(i => (char)i).ArrayOf().Select(c => new string(c)).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            var line = Line(text);
            var value = Lines.Parse(line).Single().Text("consumer")!;
            return line.Count(c => c == '\n') == 1 && line[..^1].All(c => c is >= ' ' and <= '~') && value.Length == Math.Min(text.Length, 256);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Write_AllFields_HaveTheDocumentedNames()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new EventWriter();
        var e = Event("acme") with { Policy = "P", Reason = "r", Note = "n", Action = "GET", Route = "orders", Resource = "/orders/{id}", Status = 401, ClientAddress = "203.0.113.7", TraceId = "t", RequestId = "q", Count = 7, FirstSeen = At, LastSeen = At };
        writer.Write(buffer, e, At);
        Assert.Equal(
            """{"timestamp":"2026-03-01T12:00:00.123Z","level":"security","event":"request.rejected","outcome":"rejected","policy":"P","reason":"r","note":"n","consumer":"acme","action":"GET","route":"orders","resource":"/orders/{id}","status":401,"clientAddress":"203.0.113.7","traceId":"t","requestId":"q","count":7,"firstSeen":"2026-03-01T12:00:00.123Z","lastSeen":"2026-03-01T12:00:00.123Z"}""" + "\n",
            Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Write_NullFields_AreLeftOut()
    {
        using var json = JsonDocument.Parse(Line(null));
        Assert.Equal(["timestamp", "level", "event", "outcome"], json.RootElement.EnumerateObject().Select(p => p.Name));
    }

    private static SecurityEvent Event(string? text) => new() { Event = "request.rejected", Outcome = "rejected", Consumer = text, Note = text };

    private static string Line(string? text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new EventWriter();
        writer.Write(buffer, Event(text), At);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
