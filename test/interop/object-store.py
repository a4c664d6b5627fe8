"""Uploads files with the real client, in all the ways that leave different checksums. Prints JSON: key -> sha256."""

import hashlib
import io
import json
import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

ENDPOINT, ACTION = sys.argv[1:3]
PART = 5 * 1024 * 1024
BIG = bytes((i * 7 + i // 251) % 256 for i in range(65536)) * 180 + b"the end"


def client(**more):
    return boto3.client("s3", endpoint_url=ENDPOINT, region_name="us-east-1", config=Config(**more))


usual = client()
# As clients did before 2025: no checksum is sent along.
bare = client(request_checksum_calculation="when_required")
sums = {}


def put(key, body, sender=usual, **more):
    sender.put_object(Bucket="data", Key=key, Body=body, **more)
    sums[key] = hashlib.sha256(body).hexdigest()


def parts(key, algorithm=None, kind=None):
    more = {"ChecksumAlgorithm": algorithm} if algorithm else {}
    how = {"ChecksumType": kind} if kind else {}
    upload = bare.create_multipart_upload(Bucket="data", Key=key, **more, **how)["UploadId"]
    done = []
    for number, at in enumerate(range(0, len(BIG), PART), 1):
        names = {"Bucket": "data", "Key": key, "UploadId": upload, "PartNumber": number}
        sent = bare.upload_part(**names, Body=BIG[at : at + PART], **more)
        checksum = f"Checksum{algorithm}"
        done.append({"PartNumber": number, "ETag": sent["ETag"], **({checksum: sent[checksum]} if algorithm else {})})
    bare.complete_multipart_upload(Bucket="data", Key=key, UploadId=upload, MultipartUpload={"Parts": done}, **how)
    sums[key] = hashlib.sha256(BIG).hexdigest()


def upload():
    usual.create_bucket(Bucket="data")
    usual.create_bucket(Bucket="versions")
    usual.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    put("single/default.bin", b"default\n")
    put("single/bare.bin", b"bare\n", bare)
    for algorithm in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]:
        put(f"single/{algorithm}.bin", algorithm.encode(), ChecksumAlgorithm=algorithm)
    put("single/folder/ä +&?#%'()*!~ 漢.bin", b"odd\n")
    put("single/empty", b"")
    usual.put_object(Bucket="data", Key="single/folder/", Body=b"")
    parts("parts/bare.bin")
    parts("parts/sha256.bin", "SHA256", "COMPOSITE")
    parts("parts/crc64nvme.bin", "CRC64NVME", "FULL_OBJECT")
    parts("parts/crc32c.bin", "CRC32C", "FULL_OBJECT")
    parts("parts/crc32c-of-parts.bin", "CRC32C", "COMPOSITE")
    usual.upload_fileobj(io.BytesIO(BIG), "data", "parts/uploaded.bin", Config=TransferConfig(multipart_threshold=PART))
    sums["parts/uploaded.bin"] = hashlib.sha256(BIG).hexdigest()
    for number in range(1100):
        usual.put_object(Bucket="data", Key=f"many/{number:04}", Body=str(number).encode(), ChecksumAlgorithm="SHA256")
    versions = [usual.put_object(Bucket="versions", Key="train.csv", Body=body)["VersionId"] for body in (b"1\n", b"2\n")]
    return {"sums": sums, "versions": versions}


def change():
    """The same content sent in another way, and one object with another content of the same size."""
    bare.put_object(Bucket="data", Key="parts/bare.bin", Body=BIG)
    parts("parts/crc32c.bin", "SHA256", "COMPOSITE")
    usual.put_object(Bucket="data", Key="single/empty", Body=b"", ChecksumAlgorithm="SHA256")
    usual.put_object(Bucket="data", Key="single/bare.bin", Body=b"Bare\n")
    return {}


print(json.dumps({"upload": upload, "change": change}[ACTION]()))
