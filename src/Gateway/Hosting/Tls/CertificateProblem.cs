namespace Gateway.Hosting.Tls;

/// <summary>Why a certificate cannot be used.</summary>
/// <param name="Member">The member of the certificate's options that names the file.</param>
/// <param name="File">The file's full path.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record CertificateProblem(string Member, string File, string Reason)
{
    public override string ToString() => $"{File}: {Reason}";
}
