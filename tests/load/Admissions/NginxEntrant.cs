using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Admissions;

/// <summary>
/// nginx with limit_req: a leaky bucket. With "nodelay" it forwards a burst at once, as a token bucket does; without, it would queue the
/// requests instead. Its zones are shared memory of one machine's processes: several instances know nothing of each other.
/// </summary>
internal sealed class NginxEntrant(int instances)
    : Entrant("nginx", instances == 1 ? "`limit_req … nodelay`" : "`limit_req … nodelay`, each instance alone", Counting.Bucket, instances)
{
    public override Tool Needs => Tool.Nginx;

    public override async Task StartAsync(Site site, Quota quota, CancellationToken cancellation)
    {
        for (var i = 0; i < Ports.Count; i++)
        {
            var path = site.Write($"admitted-nginx-{Ports.Count}-{i}.conf", Configuration(site, quota, i));
            await LaunchAsync(i, site, Tool.Nginx.FindOrThrow(), ["-p", site.Material.Folder.FullPath, "-c", path, "-e", "stderr"], cancellation);
        }
    }

    // The first request needs no burst: burst=999 admits a thousand at once. Rates are whole numbers, a minute is the longest unit.
    private string Configuration(Site site, Quota quota, int instance) => $$"""
        {{(Environment.IsPrivilegedProcess ? $"user {Environment.UserName};" : "")}}
        daemon off;
        worker_processes {{site.Cores.ServerCount}};
        pid nginx-{{Ports[instance]}}.pid;
        error_log stderr crit;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path nginx-body; proxy_temp_path nginx-proxy; fastcgi_temp_path nginx-fastcgi; uwsgi_temp_path nginx-uwsgi; scgi_temp_path nginx-scgi;
          limit_req_zone $binary_remote_addr zone=client:1m rate={{quota.Permits * 60 / quota.WindowSeconds}}r/m;
          limit_req_status 429;
          limit_req_log_level info;
          upstream backend { server 127.0.0.1:{{site.BackendPort}}; keepalive 64; }
          server {
            listen 127.0.0.1:{{Ports[instance]}} ssl;
            ssl_certificate {{site.Material.CertificatePath}};
            ssl_certificate_key {{site.Material.KeyPath}};
            ssl_protocols TLSv1.3;
            keepalive_requests 1000000000;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            location / { limit_req zone=client burst={{quota.Permits - 1}} nodelay; proxy_pass http://backend; }
          }
        }
        """;
}
