using System.Text.Json;

namespace Gateway.UnitTests.JsonSchema;

public class NaiveComparisonTests
{
    [Fact]
    public void Validator_RandomSchemasAndInstances_AgreesWithTheNaiveOne()
    {
        var (examined, valid) = (0, 0);
        Seeds.ForAll(1500, seed =>
        {
            var json = new RandomJson(seed);
            var schema = json.Schema();
            var validator = Validation.Compile(schema);
            using var document = JsonDocument.Parse(schema);
            var naive = new NaiveValidator(document.RootElement);
            for (var i = 0; i < 12; i++)
            {
                var instance = json.Value();
                using var value = JsonDocument.Parse(instance);
                var expected = naive.IsValid(value.RootElement);
                Assert.True(expected == validator.IsValid(instance), $"{schema} with {instance}: expected {expected}");
                examined++;
                if (expected) valid++;
            }
        });

        Assert.Equal(18_000, examined);
        // Neither side may be the only one that is tried.
        Assert.InRange(valid, 4_500, 13_500);
    }
}
