using System.Diagnostics;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.UnitTests.Validation;

/// <summary>A document of 3 MB with thousands of operations is loaded with bounded memory.</summary>
[Collection(Alone.Collection)]
public sealed class LargeDocumentTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    public void Load_ThreeMegabytes_WithinBounds(string format)
    {
        var path = Path.Combine(Path.GetTempPath(), $"gateway-large-{Guid.NewGuid():N}.{format}");
        File.WriteAllText(path, format == "json" ? LargeDocument.Json() : LargeDocument.Yaml());
        try
        {
            Assert.InRange(new FileInfo(path).Length, 3_000_000, 6_000_000);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();

            var contract = new ContractStore().Load(new ContractSettings(path, Path.GetTempPath(), "", null, AssertsFormats: true, ReadsResponses: true));

            watch.Stop();
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.Empty(contract.Findings);
            Assert.Equal(LargeDocument.Operations, contract.Document!.Paths.Sum(p => p.Operations.Count));
            var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
            output.WriteLine($"{new FileInfo(path).Length >> 10} KiB of {format}: {watch.ElapsedMilliseconds} ms, {allocated >> 20} MiB allocated, {kept >> 20} MiB kept");
            // Seconds and the peak of a process are measured by tests/benchmarks -- --contracts; they follow from these.
            Assert.InRange(allocated, 0, (format == "json" ? 190L : 280L) << 20);
            // Below zero when what earlier tests left was collected meanwhile.
            Assert.InRange(kept, long.MinValue, 40 << 20);
            GC.KeepAlive(contract);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
