using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Martin.Hub.Notifications.WebPush;

/// <summary>Encrypts a message for one browser, so that its push service cannot read it (RFC 8291 over RFC 8188).</summary>
internal static class PushMessage
{
    public const int PublicKeyBytes = 65;
    public const int AuthBytes = 16;

    /// <summary>Bytes of plain text that every push service takes (RFC 8030 asks for 4,096 encrypted), with room to spare.</summary>
    public const int MaxPlainBytes = 3_000;

    private const int SaltBytes = 16;
    private const int TagBytes = 16;
    private const int RecordSize = 4_096;

    /// <param name="receiver">The browser's public key, an uncompressed point.</param>
    /// <param name="auth">The browser's authentication secret.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> plain, byte[] receiver, byte[] auth)
    {
        using var sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(plain, receiver, auth, sender, RandomNumberGenerator.GetBytes(SaltBytes));
    }

    /// <param name="sender">A key for this message alone.</param>
    internal static byte[] Encrypt(ReadOnlySpan<byte> plain, byte[] receiver, byte[] auth, ECDiffieHellman sender, byte[] salt)
    {
        var senderPoint = Point(sender.ExportParameters(false).Q);
        using var other = ECDiffieHellman.Create(Parameters(receiver));
        var shared = sender.DeriveRawSecretAgreement(other.PublicKey);
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, auth, [.. "WebPush: info\0"u8, .. receiver, .. senderPoint]);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 16, salt, Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0"));
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 12, salt, Encoding.ASCII.GetBytes("Content-Encoding: nonce\0"));

        byte[] record = [.. plain, 2];  // 2: the last record, with no padding
        var header = SaltBytes + sizeof(int) + 1 + PublicKeyBytes;
        var message = new byte[header + record.Length + TagBytes];
        salt.CopyTo(message, 0);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(SaltBytes), RecordSize);
        message[SaltBytes + sizeof(int)] = PublicKeyBytes;
        senderPoint.CopyTo(message, SaltBytes + sizeof(int) + 1);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, record, message.AsSpan(header, record.Length), message.AsSpan(header + record.Length));
        return message;
    }

    /// <exception cref="CryptographicException">It is no point on the curve.</exception>
    public static ECParameters Parameters(byte[] point)
    {
        if (point.Length != PublicKeyBytes || point[0] != 4) throw new CryptographicException("A point has 65 bytes and begins with 4.");
        return new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } };
    }

    private static byte[] Point(ECPoint q) => [4, .. q.X!, .. q.Y!];
}
