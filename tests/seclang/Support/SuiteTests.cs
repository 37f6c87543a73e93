using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Tests.Support;

/// <summary>The suites of others are read whole, and every request of theirs becomes collections without an exception.</summary>
[Trait("Data", "CRS-3-tests")]
public sealed class SuiteTests
{
    [Fact]
    public void LanguageTests_OfTheFile_AreAllRead()
    {
        var tests = LanguageTest.ReadAll();
        Assert.Equal(3955, tests.Count(test => test.IsOperator));
        Assert.Equal(376, tests.Count(test => !test.IsOperator));
        Assert.All(tests.Where(test => !test.IsOperator), test => Assert.NotNull(test.Output));
    }

    [Fact]
    public void CoreRuleSetTests_OfTheFile_AreAllCollected()
    {
        var tests = CoreRuleSetTest.ReadAll();
        Assert.Equal(2403, tests.Count);
        Assert.Equal(7, tests.Count(test => test.Disabled));
        var processors = new Dictionary<BodyProcessor, int>();
        var errors = new List<string>();
        foreach (var test in tests)
            foreach (var stage in test.Stages)
            {
                using var request = new CollectedRequest(stage.Bytes, ProcessorOf(stage), force: true);
                processors[request.Body.Processor] = processors.GetValueOrDefault(request.Body.Processor) + 1;
                Assert.Equal(stage.Method.Trim(), string.Concat(request[Collection.RequestMethod]));
                Assert.Equal(stage.Request.Head.Headers.Count, request.Table.CountOf(Collection.RequestHeaders));
                Assert.Equal(request.Table.CountOf(Collection.Args), request.Table.CountOf(Collection.ArgsGet) + request.Table.CountOf(Collection.ArgsPost));
                if (request.Error.Length > 0) errors.Add($"{test.Name}: {request.Error}");
            }

        Assert.True(processors[BodyProcessor.Json] > 150 && processors[BodyProcessor.Xml] > 250 && processors[BodyProcessor.Multipart] > 50 && processors[BodyProcessor.UrlEncoded] > 1000,
            string.Join(", ", processors));
        // 44 multipart bodies have CR CR LF (their runner turned each LF into CR LF), two tests declare another type than they send.
        Assert.True(errors.Count <= 46, string.Join('\n', errors));
    }

    /// <summary>As rules 200000 and 200001 of the recommended configuration choose.</summary>
    private static BodyProcessor? ProcessorOf(CoreRuleSetStage stage)
    {
        var type = stage.Request.Head.Header("Content-Type"u8) is { } value ? System.Text.Encoding.Latin1.GetString(value) : "";
        return type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) ? BodyProcessor.Json
            : type.Contains("xml", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("multipart", StringComparison.OrdinalIgnoreCase) ? BodyProcessor.Xml
            : null;
    }
}
