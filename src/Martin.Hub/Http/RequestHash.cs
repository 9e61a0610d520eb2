using System.Security.Cryptography;
using System.Text;

namespace Martin.Hub.Http;

/// <summary>What tells whether two requests are the same: method, address and body; of a form with files what it holds, since every sending draws its own boundary.</summary>
internal static class RequestHash
{
    /// <returns>SHA-256 in hex. The body can be read again afterwards.</returns>
    public static async Task<string> OfAsync(HttpContext context)
    {
        var request = context.Request;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"{request.Method} {request.Path}{request.QueryString}\n");
        if (Upload.Of(context) is not null && Upload.IsForm(request))
        {
            await AppendAsync(hash, await Upload.ReadAsync(context), context.RequestAborted);
        }
        else
        {
            request.EnableBuffering();
            await AppendAsync(hash, request.Body, context.RequestAborted);
            request.Body.Position = 0;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Lengths stand before what may hold anything, so that no two forms come to the same bytes.
    private static async Task AppendAsync(IncrementalHash hash, IFormCollection form, CancellationToken ct)
    {
        foreach (var (name, values) in form)
            foreach (var value in values) Append(hash, $"{name.Length} {name} {value?.Length} {value}\n");
        foreach (var file in form.Files)
        {
            Append(hash, $"{file.Name.Length} {file.Name} {file.FileName.Length} {file.FileName} {file.Length}\n");
            await using var content = file.OpenReadStream();
            await AppendAsync(hash, content, ct);
        }
    }

    private static async Task AppendAsync(IncrementalHash hash, Stream bytes, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await bytes.ReadAsync(buffer, ct)) > 0;) hash.AppendData(buffer, 0, read);
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
