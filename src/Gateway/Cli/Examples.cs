using System.CommandLine;

namespace Gateway.Cli;

/// <summary>Examples of every command for its help. A test parses each one.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, (string Line, string Comment)[]> ByCommand = new(StringComparer.Ordinal)
    {
        [""] = [("gateway --config /etc/gateway/gateway.json", "serve a configuration")],
        ["run"] = [("gateway run --config /etc/gateway/gateway.json", "serve a configuration until SIGTERM or Ctrl+C")],
        ["validate"] =
        [
            ("gateway validate --config gateway.json", "every finding, with its place; nothing is contacted"),
            ("gateway validate --config gateway.json --json", "the same for a pipeline"),
        ],
        ["routes"] = [("gateway routes --config gateway.json", "which policies each route ends up with, and which line says so")],
        ["reload"] =
        [
            ("gateway reload --config /etc/gateway/gateway.json", "ask the gateway on this machine through its Gateway:Admin listener"),
            ("gateway reload --url https://gw-1.internal:9901 --admin-key-file key --cacert ca.pem", "ask another one, with a key that has the scope admin:reload"),
        ],
        ["healthcheck"] =
        [
            ("gateway healthcheck --config /etc/gateway/gateway.json", "is it ready for traffic? Asks the Gateway:Health listener on this machine"),
            ("gateway healthcheck --live --timeout 1 --url http://127.0.0.1:9902", "does the process answer?"),
        ],
        ["limits"] = [("gateway limits top --config /etc/gateway/gateway.json", "which clients are near their limits or over them")],
        ["limits top"] =
        [
            ("gateway limits top --config /etc/gateway/gateway.json --watch 2s", "again every two seconds, until Ctrl+C"),
            ("gateway limits top --url http://127.0.0.1:9901 --find Address=192.0.2.1", "what is left of the limits of one client"),
            ("gateway limits top --url https://gw-1.internal:9901 --admin-key-file key --cacert ca.pem --json", "another gateway, for a program"),
        ],
        ["keys"] = [("gateway keys list --file partners.keys.json", "who holds keys, and what they may do")],
        ["keys create"] =
        [
            ("gateway keys create --file partners.keys.json --pepper-file pepper --consumer acme --scope orders:read", "a key for acme; it is printed this once"),
            ("gateway keys create --file partners.keys.json --consumer acme --expires 2030-01-31T00:00:00Z", "with an end, and the pepper from GATEWAY_PEPPER"),
        ],
        ["keys list"] = [("gateway keys list --file partners.keys.json", "ids, holders, states, ends and rights")],
        ["keys rotate"] = [("gateway keys rotate 4fzyo82m --file partners.keys.json --overlap-hours 24", "a new key with the same rights; the old one ends tomorrow")],
        ["keys revoke"] = [("gateway keys revoke 4fzyo82m --file partners.keys.json", "switch a key off")],
        ["contract"] = [("gateway contract check --schema order.schema.json order.json", "does a document keep a schema?")],
        ["contract check"] =
        [
            ("gateway contract check --schema order.schema.json --assert-formats order-1.json order-2.json", "what is wrong in each, and where"),
            ("gateway contract check --openapi orders.openapi.yaml", "can the gateway enforce this contract?"),
            ("gateway contract check --openapi orders.openapi.yaml --operation createOrder order.json", "is it a body that createOrder takes?"),
            ("gateway contract check --lines --remotes remotes.json", "run a conformance suite from standard input: one word for each line"),
        ],
        ["contract drift"] = [("gateway contract drift --config /etc/gateway/gateway.json", "shadow endpoints, and operations that nobody calls")],
        ["learn"] = [("gateway learn orders --config /etc/gateway/gateway.json > orders.openapi.json", "what the route orders has seen since it learns")],
        ["waf"] = [("gateway waf explain --config /etc/gateway/gateway.json --route orders < request.http", "why is this request refused?")],
        ["waf explain"] =
        [
            ("gateway waf explain --config /etc/gateway/gateway.json --route orders < request.http", "with the rules and exclusions of a route"),
            ("gateway waf explain --paranoia-level 2 < request.http", "with the installed Core Rule Set"),
        ],
        ["waf test"] =
        [
            ("gateway waf test tests/waf --config /etc/gateway/gateway.json --route orders", "one's own tests against a route"),
            ("gateway waf test coreruleset/tests --rules coreruleset/crs-setup.conf.example coreruleset/rules/*.conf --paranoia-level 4 --crs-suite", "the regression tests of the Core Rule Set"),
        ],
        ["waf tune"] =
        [
            ("gateway waf tune /var/log/gateway/security.log", "the noisiest rules, and exclusions for them"),
            ("gateway waf tune - --min-clients 10 --json < security.log", "only the exclusions, for what ten clients have caused"),
        ],
        ["lockout"] = [("gateway lockout list --config /etc/gateway/gateway.json", "whom the gateway on this machine has locked out")],
        ["lockout list"] = [("gateway lockout list --url https://gw-1.internal:9901 --admin-key-file key", "ask another one, with a key that has the scope admin:lockouts:read")],
        ["lockout unlock"] =
        [
            ("gateway lockout unlock 6f1c0a52b7d94e08a3d5c1e29f4b7a60", "end a lock that list or an event has shown"),
            ("gateway lockout unlock --route login --address 203.0.113.7 --account alice@example.com", "end the lock of an account in the network of its user"),
        ],
        ["schema"] = [("gateway schema > gateway.schema.json", "for \"$schema\" in the configuration file")],
        ["completion"] =
        [
            ("source <(gateway completion bash)", "in ~/.bashrc"),
            ("source <(gateway completion zsh)", "in ~/.zshrc, after compinit"),
            ("gateway completion fish > ~/.config/fish/completions/gateway.fish", "fish"),
            ("gateway completion pwsh | Out-String | Invoke-Expression", "in $PROFILE"),
        ],
        ["version"] = [("gateway version", "what to say in a report")],
    };

    public static IEnumerable<(string Line, string Comment)> Of(Command command) => ByCommand.GetValueOrDefault(NameOf(command), []);

    /// <summary>The words after "gateway" that select the command.</summary>
    public static string NameOf(Command command) =>
        command is RootCommand ? "" : $"{NameOf(command.Parents.OfType<Command>().First())} {command.Name}".TrimStart();
}
