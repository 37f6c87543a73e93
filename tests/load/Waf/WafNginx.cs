using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Waf;

/// <summary>nginx with one worker, with or without libmodsecurity.</summary>
internal sealed class WafNginx(WafSubject subject, Site site, ModSecurity installed) : WafServer(subject, site)
{
    /// <summary>
    /// Behind ModSecurity's recommended configuration: it refuses, and writes no audit log. Bodies of answers are not read, because the gateway does not by default either.
    /// </summary>
    private const string Setting = """
        SecRuleEngine On
        SecRequestBodyAccess On
        SecResponseBodyAccess Off
        SecAuditEngine Off
        SecStatusEngine Off
        """;

    // Rules that match are told at level info; harmless requests match none, so it costs nothing.
    public override string LogPath => Site.Material.Folder.PathOf($"waf-nginx-{Port}.log");

    public override IReadOnlyList<long>? RulesIn(IReadOnlyCollection<string> lines) => FiredRules.OfModSecurity(lines);

    protected override (string File, IReadOnlyList<string> Arguments) Command() => (
        Tool.Nginx.FindOrThrow(),
        ["-p", Site.Material.Folder.FullPath, "-c", Site.Write($"waf-nginx-{Port}.conf", Configuration()), "-e", "stderr"]);

    private string Configuration()
    {
        var rules = HasRules
            ? Site.Write($"waf-nginx-{Port}.rules", $"Include {installed.Recommended}\n{Setting}\nInclude {ModSecurity.Setup}\nInclude {ModSecurity.Rules}\n")
            : null;
        return $$"""
            {{(HasRules ? $"load_module {installed.Module};" : "")}}
            {{(Environment.IsPrivilegedProcess ? $"user {Environment.UserName};" : "")}}
            daemon off;
            worker_processes 1;
            pid waf-nginx-{{Port}}.pid;
            error_log {{LogPath}} info;
            events { worker_connections 1024; }
            http {
              access_log off;
              server_tokens off;
              keepalive_requests 1000000000;
              client_body_temp_path nginx-body; proxy_temp_path nginx-proxy; fastcgi_temp_path nginx-fastcgi; uwsgi_temp_path nginx-uwsgi; scgi_temp_path nginx-scgi;
              upstream backend { server 127.0.0.1:{{Site.BackendPort}}; keepalive 64; keepalive_requests 1000000000; }
              server {
                listen 127.0.0.1:{{Port}} ssl;
                ssl_certificate {{Site.Material.CertificatePath}};
                ssl_certificate_key {{Site.Material.KeyPath}};
                ssl_protocols TLSv1.3;
                {{(rules is null ? "" : $"modsecurity on; modsecurity_rules_file {rules};")}}
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $host;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                location / { proxy_pass http://backend; }
              }
            }
            """;
    }
}
