namespace Gateway.SecLang.Tests.Crs;

/// <summary>The Core Rule Set as Debian installs it, at the setting that its regression tests ask for.</summary>
internal static class CoreRuleSet
{
    private const string Setup = "/etc/modsecurity/crs/crs-setup.conf";
    private const string Rules = "/usr/share/modsecurity-crs/rules/*.conf";

    private const string TestSetting = """
        SecRuleEngine DetectionOnly
        SecResponseBodyAccess On
        SecResponseBodyMimeType text/plain text/html text/xml application/json
        SecAction "id:900005,phase:1,nolog,pass,setvar:tx.paranoia_level=4,setvar:tx.executing_paranoia_level=4,setvar:tx.arg_name_length=100,setvar:tx.arg_length=400,setvar:tx.total_arg_length=6400,setvar:tx.max_num_args=255,setvar:tx.max_file_size=64100,setvar:tx.combined_file_sizes=65535,setvar:tx.crs_validate_utf8_encoding=1"
        """;

    public static RuleSetOptions TestOptions(bool optimized = true)
    {
        Require();
        return new RuleSetOptions { Files = [Setup, Rules], Before = TestSetting, Optimized = optimized };
    }

    public static RuleSetOptions DefaultOptions
    {
        get
        {
            Require();
            return new RuleSetOptions { Files = [Setup, Rules] };
        }
    }

    /// <summary>Paranoia level 1 as installed, but nothing ends a request before all rules have run.</summary>
    public static RuleSetOptions DetectionOptions
    {
        get
        {
            Require();
            return new RuleSetOptions { Files = [Setup, Rules], Before = "SecRuleEngine DetectionOnly" };
        }
    }

    public static RuleSet Load(RuleSetOptions options)
    {
        var load = RuleSet.Load(options);
        Assert.True(load.RuleSet is not null, string.Join('\n', load.Errors));
        return load.RuleSet;
    }

    private static void Require()
    {
        if (!File.Exists(Setup)) Assert.Skip("The Core Rule Set is not installed: apt-get install modsecurity-crs.");
    }
}
