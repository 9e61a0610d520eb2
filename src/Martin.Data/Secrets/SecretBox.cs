using System.Security.Cryptography;
using System.Text;

namespace Martin.Data.Secrets;

/// <summary>Seals small secrets with AES-256-GCM, bound to the user they belong to.</summary>
/// <remarks>Text form: <c>v1.{key id}.{base64 of nonce, tag, cipher text}</c>. The key id lets old secrets be opened after a rotation.</remarks>
public sealed class SecretBox
{
    public const int KeyBytes = 32;
    private const int NonceBytes = 12;  // NIST SP 800-38D, 8.2: 96 bits
    private const int TagBytes = 16;
    private readonly Dictionary<string, byte[]> keys;
    private readonly string sealingKeyId;

    /// <param name="sealingKey">32 bytes; new secrets are sealed with it.</param>
    /// <param name="oldKeys">Keys that may still open secrets.</param>
    public SecretBox(byte[] sealingKey, params byte[][] oldKeys)
    {
        keys = oldKeys.Append(sealingKey).DistinctBy(IdOf).ToDictionary(IdOf);
        sealingKeyId = IdOf(sealingKey);
    }

    public string Seal(string secret, Guid userId)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        var (nonce, tag, cipher) = Parts(box);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys[sealingKeyId], TagBytes);
        aes.Encrypt(nonce, plain, cipher, tag, userId.ToByteArray());
        return $"v1.{sealingKeyId}.{Convert.ToBase64String(box)}";
    }

    /// <exception cref="CryptographicException">Altered, another user's, or sealed with a key that is not here.</exception>
    public string Open(string sealedText, Guid userId)
    {
        if (sealedText.Split('.') is not ["v1", var keyId, var body] || !keys.TryGetValue(keyId, out var key))
            throw new CryptographicException("The secret was sealed with a key that is not here.");
        var box = Convert.FromBase64String(body);
        var (nonce, tag, cipher) = Parts(box);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(nonce, cipher, tag, plain, userId.ToByteArray());
        return Encoding.UTF8.GetString(plain);
    }

    private static Split Parts(Span<byte> box) =>
        new(box[..NonceBytes], box.Slice(NonceBytes, TagBytes), box[(NonceBytes + TagBytes)..]);

    private static string IdOf(byte[] key) =>
        key.Length == KeyBytes ? Convert.ToHexStringLower(SHA256.HashData(key))[..8] : throw new ArgumentException("A key has 32 bytes.", nameof(key));

    private readonly ref struct Split(Span<byte> nonce, Span<byte> tag, Span<byte> cipher)
    {
        private readonly Span<byte> nonce = nonce, tag = tag, cipher = cipher;

        public void Deconstruct(out Span<byte> nonce, out Span<byte> tag, out Span<byte> cipher)
        {
            nonce = this.nonce;
            tag = this.tag;
            cipher = this.cipher;
        }
    }
}
