using Gateway.Policies.Configuration;
using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Rules;

namespace Gateway.UnitTests.Waf;

/// <summary>What loads and cannot be what was meant.</summary>
public sealed class WafOptionsValidatorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("waf");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("SecRule &TX:crs_setup_version \"@eq 0\" \"id:901001,phase:1,deny,status:500\"", "", "Warning Waf:Rules: rules that refuse a plain GET of /: rule 901001")]
    [InlineData("SecRule ARGS \"@gt %{tx.max_args}\" \"id:1,phase:2,deny\"", "max_argz", "Warning Waf:Variables:max_argz: max_argz, which no rule reads")]
    [InlineData("SecRule ARGS \"@gt %{tx.max_args}\" \"id:1,phase:2,deny\"", "MAX_ARGS", "")]
    [InlineData("SecRule TX:max_args \"@eq 5\" \"id:1,phase:2,pass\"", "max_args", "")]
    [InlineData("SecAction \"id:1,phase:2,pass,setvar:tx.max_args=1\"", "max_args", "")]
    public void Rules_ThatRefuseEverything_AndVariablesWithoutARule_AreWarnings(string rules, string variable, string expected)
    {
        var options = Options(rules);
        if (variable.Length > 0) options.Variables[variable] = "5";
        Assert.Equal(expected, Findings(options));
    }

    [Theory]
    [InlineData("ARGS:")]
    [InlineData("REQUEST_COOKIES:")]
    public void Target_WithoutTheNameThatIsMissing_IsAnError(string target)
    {
        var options = Options("SecRule ARGS|REQUEST_COOKIES \"@streq x\" \"id:1,phase:2,deny\"");
        options.Exclusions = [new WafExclusion { RuleIds = ["1"], Targets = [target] }];
        Assert.Equal($"Error Waf:Exclusions[0]: the target {target}", Findings(options));
    }

    private WafOptions Options(string rules)
    {
        var file = Path.Combine(_folder.FullName, "a.conf");
        File.WriteAllText(file, rules + "\n");
        return new WafOptions { Rules = [file] };
    }

    private static string Findings(WafOptions options)
    {
        var errors = new ConfigErrors();
        var node = new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "Waf", []);
        WafOptionsValidator.Validate(options, new WafRuleStore(), new OptionsValidation(new GatewayOptions(), node, errors));
        return string.Join('\n', errors.Sorted().Select(static e => $"{e.Severity} {e.Path}: {e.Found}"));
    }
}
