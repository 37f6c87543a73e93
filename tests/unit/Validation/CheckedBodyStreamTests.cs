using System.Text;
using Gateway.JsonSchema;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.RequestLimits.Json;
using Gateway.Policies.Validation.Bodies;

namespace Gateway.UnitTests.Validation;

/// <summary>A body on its way to the backend: constant memory, and nothing after a fault.</summary>
public sealed class CheckedBodyStreamTests
{
    private static readonly byte[] Record = "{\"id\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"items\":[{\"sku\":\"ABC-1\",\"count\":1}]}\n"u8.ToArray();

    private static readonly JsonSchemaValidator Schema = JsonSchemaValidator.Parse(
        """{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"items":{"type":"array","items":{"type":"object","required":["sku"]}}}}"""u8.ToArray());

    [Fact]
    public async Task Read_FortyMegabytesOfRecords_InConstantMemory()
    {
        var budget = new RequestBodyBudget(1 << 20);
        var source = new RepeatingStream(Record, 40 << 20);
        using var pending = new PendingBytes(budget);
        await using var stream = new CheckedBodyStream(source, isRequired: false, Scanner(), pending, static _ => false);
        var buffer = new byte[64 << 10];
        var (total, most) = (0L, 0L);

        int read;
        while ((read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
        {
            total += read;
            most = Math.Max(most, budget.UsedBytes);
        }

        Assert.Equal(source.Sent, total);
        Assert.InRange(most, 1, 64 << 10);
        pending.Dispose();
        Assert.Equal(0, budget.UsedBytes);
    }

    [Fact]
    public async Task Read_AfterAFault_ThrowsAndTellsOnce()
    {
        var faults = new List<BodyFault>();
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"id\":\"a\"}\n", 10)) + "{\"id\":5}\n{\"id\":\"b\"}\n");
        using var pending = new PendingBytes(new RequestBodyBudget());
        await using var stream = new CheckedBodyStream(new MemoryStream(body), isRequired: false, Scanner(), pending, f =>
        {
            faults.Add(f);
            return false;
        });

        await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1000], TestContext.Current.CancellationToken));

        Assert.Equal("record 11", Assert.Single(faults).Violations[0].Name);
    }

    [Fact]
    public async Task Read_WhenMemoryIsUsedUp_IsAFault()
    {
        var faults = new List<BodyFault>();
        using var pending = new PendingBytes(new RequestBodyBudget(1));
        await using var stream = new CheckedBodyStream(new MemoryStream(Record), isRequired: false, Scanner(), pending, f =>
        {
            faults.Add(f);
            return false;
        });

        await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1000], TestContext.Current.CancellationToken));

        Assert.Equal((503, "body-memory-exhausted"), (faults[0].Status, faults[0].Reason));
    }

    private static RecordScanner Scanner() => new(Schema, JsonLimits.Default, 4096);

    // The same record again and again, in pieces that do not fit it.
    private sealed class RepeatingStream(byte[] record, long length) : ReadOnlyStream
    {
        private readonly long _length = length / record.Length * record.Length;

        public long Sent { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(Math.Min(buffer.Length, 1021), _length - Sent);
            for (var i = 0; i < count; i++) buffer[i] = record[(Sent + i) % record.Length];
            Sent += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
