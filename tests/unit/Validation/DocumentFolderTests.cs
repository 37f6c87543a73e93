using System.Diagnostics;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.UnitTests.Validation;

/// <summary>Real documents: every OpenAPI file in the folder that GATEWAY_OPENAPI_DOCUMENTS names is loaded, or its mistakes have places.</summary>
[Trait("Data", "OpenAPI-documents")]
public sealed class DocumentFolderTests(ITestOutputHelper output)
{
    private const string Variable = "GATEWAY_OPENAPI_DOCUMENTS";

    [Fact]
    public void Load_EachDocumentOfTheFolder_IsAContractOrFindingsWithPlaces()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            Assert.Skip($"{Variable} names no folder of OpenAPI documents.");
            return;
        }

        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(static f => Path.GetExtension(f) is ".json" or ".yaml" or ".yml").Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var watch = Stopwatch.StartNew();
            var contract = new ContractStore().Load(new ContractSettings(file, folder, "", null, AssertsFormats: true, ReadsResponses: true));

            output.WriteLine($"{file}: {contract.Document?.Paths.Sum(static p => p.Operations.Count) ?? 0} operations, {contract.Findings.Count} findings, {watch.ElapsedMilliseconds} ms");
            foreach (var finding in contract.Findings.Take(5)) output.WriteLine($"  {finding}");
            Assert.True(contract.Document is not null || contract.Findings.Count > 0, file);
            Assert.All(contract.Findings, f => Assert.True(f.Location.Line > 0 && f.Path.StartsWith('#'), $"{f}"));
        }
    }
}
