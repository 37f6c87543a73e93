using Gateway.Hosting.Tls;
using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Reload;

/// <summary>Where the configuration comes from, and how it is loaded again.</summary>
/// <param name="Path">The configuration file.</param>
/// <param name="Loader">Loads and checks it.</param>
/// <param name="Certificates">The certificates that the last load found.</param>
internal sealed record ConfigurationSource(string Path, ConfigurationLoader Loader, CertificateStore Certificates);
