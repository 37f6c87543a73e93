using System.Text;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;
using Gateway.Policies.SecurityHeaders;

namespace Gateway.LoadTests.Contenders;

/// <summary>nginx: forwarding, and a limit by address with the gateway's security headers. It has no JWT check outside its paid edition.</summary>
internal sealed class NginxContender(Site site) : NativeContender(CaseCatalog.Nginx, Tool.Nginx, site)
{
    protected override IEnumerable<string> Arguments(string configurationPath) =>
        ["-p", Site.Material.Folder.FullPath, "-c", configurationPath, "-e", "stderr"];

    protected override string Configuration() => $$"""
        {{(Environment.IsPrivilegedProcess ? $"user {Environment.UserName};" : "")}}
        daemon off;
        worker_processes {{Site.Cores.ServerCount}};
        pid nginx.pid;
        error_log stderr;
        events { worker_connections 4096; }
        http {
          access_log off;
          server_tokens off;
          keepalive_requests 1000000000;
          client_body_temp_path nginx-body; proxy_temp_path nginx-proxy; fastcgi_temp_path nginx-fastcgi; uwsgi_temp_path nginx-uwsgi; scgi_temp_path nginx-scgi;
          limit_req_zone $binary_remote_addr zone=wide:1m rate=1000000r/s;
          limit_req_zone $binary_remote_addr zone=tight:1m rate=1r/m;
          limit_req_status 429;
          upstream backend { server 127.0.0.1:{{Site.BackendPort}}; keepalive 256; keepalive_requests 1000000000; }
          server {
            listen 127.0.0.1:{{Port}} ssl http2;
            ssl_certificate {{Site.Material.CertificatePath}};
            ssl_certificate_key {{Site.Material.KeyPath}};
            ssl_protocols TLSv1.3;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
            location / { proxy_pass http://backend; }
            location /{{Scenario.Limit.Name}}/ { limit_req zone=wide burst=1000000 nodelay; {{Hardening()}} proxy_pass http://backend; }
            location /{{Scenario.Limit.Name}}-tight/ { limit_req zone=tight burst=3 nodelay; {{Hardening()}} proxy_pass http://backend; }
          }
        }
        """;

    private static string Hardening()
    {
        var text = new StringBuilder("client_max_body_size 1m; ");
        foreach (var header in SecurityHeaderList.Of(new SecurityHeadersOptions())) text.Append($"add_header {header.Name} \"{header.Value}\" always; ");
        return text.ToString();
    }
}
