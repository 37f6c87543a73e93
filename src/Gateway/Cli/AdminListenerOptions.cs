using System.CommandLine;

namespace Gateway.Cli;

/// <summary>The options of the commands that ask a running gateway on its admin listener.</summary>
internal sealed class AdminListenerOptions
{
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<Uri?> _url = OperatorOptions.Url("Admin");
    private readonly Option<string?> _keyFile;
    private readonly Option<string> _keyVariable = new("--admin-key-env")
    {
        // Not the key itself: command lines are visible to everybody on a machine.
        Description = "The environment variable that holds the key.",
        DefaultValueFactory = static _ => "GATEWAY_ADMIN_KEY",
        HelpName = "NAME",
    };

    private readonly Option<string?> _header = new("--key-header") { Description = "The header that carries the key. Default: that of the configuration; with --url X-Api-Key.", HelpName = "NAME" };
    private readonly Option<string?> _authority = new("--cacert") { Description = "The authorities (PEM) that may have issued the listener's certificate. Default: the system's.", HelpName = "PATH" };
    private readonly Option<int> _timeout;

    /// <param name="command">Gets the options.</param>
    /// <param name="scope">What a key needs.</param>
    /// <param name="seconds">How long an answer may take unless the caller says otherwise.</param>
    public AdminListenerOptions(Command command, string scope, int seconds)
    {
        _keyFile = new("--admin-key-file") { Description = $"The file that holds a key with the scope {scope}.", HelpName = "PATH" };
        _timeout = OperatorOptions.Timeout(seconds);
        foreach (var option in new Option[] { _config, _url, _keyFile, _keyVariable, _header, _authority, _timeout }) command.Options.Add(option);
    }

    /// <exception cref="OperatorCallException">The configuration or the key cannot be read, or the key would travel in the clear.</exception>
    public AdminListener Find(ParseResult result) =>
        AdminListener.Find(result.GetValue(_url), result.GetValue(_config)!, result.GetValue(_header), result.GetValue(_keyFile), result.GetValue(_keyVariable)!);

    public TimeSpan Timeout(ParseResult result) => TimeSpan.FromSeconds(result.GetValue(_timeout));

    public string? Authority(ParseResult result) => result.GetValue(_authority);
}
