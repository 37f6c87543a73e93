using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.OpenApi;
using Gateway.Policies.Validation.Parameters;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.Validation;

/// <summary>The path of a request that keeps the contract allocates nothing, however large the document is.</summary>
public sealed class ParameterAllocationTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"gateway-contract-{Guid.NewGuid():N}.yaml");

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Check_ARequestThatKeepsTheContract_AllocatesNothing(int paths)
    {
        File.WriteAllText(_path, "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n" + string.Concat(Enumerable.Range(0, paths).Select(i => $$"""
              /r{{i}}/{id}:
                get:
                  parameters:
                    - {name: id, in: path, required: true, schema: {type: integer, minimum: 1} }
                    - {name: q, in: query, schema: {type: string, maxLength: 20, pattern: "^[a-z]*$"} }
                    - {name: list, in: query, schema: {type: array, items: {type: integer} } }
                    - {name: X-Count, in: header, schema: {type: integer} }
                    - {name: session, in: cookie, schema: {type: string} }
                  responses: {}

            """)));
        var document = new ContractStore().Load(new ContractSettings(_path, Path.GetTempPath(), "", "", AssertsFormats: true, ReadsResponses: false)).Document!;
        Assert.Equal(paths, document.Paths.Count);
        var context = new DefaultHttpContext { Request = { Path = $"/r{paths - 1}/7", QueryString = new QueryString("?q=abc&list=1&list=2") } };
        context.Request.Headers["X-Count"] = "5";
        context.Request.Headers.Cookie = "a=b; session=xyz";
        var check = new ParameterCheck(refusesUnknownQuery: true);
        for (var i = 0; i < 100; i++) Run(document, check, context);

        // Code that the runtime has not optimised yet allocates; it does so in the background once the code has run often.
        var allocated = long.MaxValue;
        for (var round = 0; round < 1000 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) Run(document, check, context);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        }

        Assert.Equal(0, allocated);
    }

    public void Dispose() => File.Delete(_path);

    private static void Run(ContractDocument document, ParameterCheck check, HttpContext context)
    {
        var scratch = ValueScratch.Current;
        List<ContractViolation>? violations = null;
        var operation = document.Find(context.Request.Path.Value, scratch.Captures, out var path)!.Find("GET")!;
        check.Check(operation, context, path, scratch, ref violations);
        Assert.Null(violations);
    }
}
