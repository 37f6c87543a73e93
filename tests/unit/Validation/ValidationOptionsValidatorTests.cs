using Gateway.Policies.Configuration;
using Gateway.Policies.Validation;
using Gateway.Policies.Validation.Contracts;

namespace Gateway.UnitTests.Validation;

public sealed class ValidationOptionsValidatorTests
{
    [Theory]
    [InlineData("http://a/x", "http://a/y", "api.yaml")]
    [InlineData("http://a", "HTTP://A:80/", "another spelling")]
    [InlineData("http://a/x", "urn:x", "urn:x")]
    public void Validate_Addresses_AreEachOneOfTheNetworkAndThereOnce(string first, string second, string found)
    {
        var errors = new ConfigErrors();
        var options = new ValidationOptions { OpenApi = "/none/api.yaml" };
        foreach (var address in (string[])[first, second]) options.Documents[address] = "a.yaml";
        ValidationOptionsValidator.Validate(options, new ContractStore(), new OptionsValidation(new GatewayOptions(), new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "Here", []), errors));
        Assert.Contains(errors.Sorted(), e => $"{e.Location.File} {e.Found} {e.Path}".Contains(found, StringComparison.Ordinal));
        // What cannot be is found before any file is read.
        Assert.NotEqual(found == "api.yaml", errors.Sorted().Any(static e => e.Path.Contains("Documents", StringComparison.Ordinal)));
    }
}
